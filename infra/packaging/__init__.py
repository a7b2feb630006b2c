"""From source to what is deployed: the bundle, the SAM template of Chalice, and CloudFormation."""
