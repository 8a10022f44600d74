"""From frozen values to elements, in the order of the DTDs, one module per kind."""
