"""What the local handles do: companies with their people, connections, tokens and imports, without signing in.

Each function takes the JSON object that was sent and returns the one to answer; what is wrong with it is raised as a
`DomainError`, as everywhere in the service.
"""

from infra.local.provisioning.companies import create_company
from infra.local.provisioning.connections import put_connection
from infra.local.provisioning.imports import run_import
from infra.local.provisioning.tokens import issue_token

__all__ = ["create_company", "issue_token", "put_connection", "run_import"]
