"""The Foundry: blueprints that say how requirements are to be met."""
