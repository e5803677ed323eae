"""Valid but unusual servers, of which no rule may report a violation."""
