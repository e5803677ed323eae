"""Valid but unusual servers: no rule may report them."""
