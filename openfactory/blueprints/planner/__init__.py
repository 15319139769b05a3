"""The planner module: phases and work orders, who works on them, and what proves that they are done."""
