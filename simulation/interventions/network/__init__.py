"""Network-centric organising: governance, funding, membership, staff and trust."""
