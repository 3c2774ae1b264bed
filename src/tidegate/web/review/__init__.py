"""Review: uncertain pairs judged one by one, and what people found who looked at red flags."""
