"""Sets of access roles that operations are open to."""

from shared.domain.people import AccessRole

EVERYBODY = frozenset(AccessRole)
MEMBERS = EVERYBODY - {AccessRole.AUDITOR}
"""Everybody who works in the company; an auditor only reads."""
LEADERS = frozenset({AccessRole.MANAGER, AccessRole.HR, AccessRole.OWNER})
AUDITING = frozenset({AccessRole.HR, AccessRole.OWNER, AccessRole.AUDITOR})
"""Who sees what the company's figures are made of, whoever is credited."""
HR_AND_OWNER = frozenset({AccessRole.HR, AccessRole.OWNER})
OWNER_ONLY = frozenset({AccessRole.OWNER})
