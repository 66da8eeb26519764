"""The acts of accounts, one file for each thing that changes: accounts, passwords, second factors, identities."""
