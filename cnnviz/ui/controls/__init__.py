"""Controls that several lessons share; their values stand in the address."""
