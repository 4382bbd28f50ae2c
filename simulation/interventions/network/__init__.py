"""Network-centric organising: governance, funding, membership, trust."""
