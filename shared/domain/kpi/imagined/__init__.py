"""Records that did not happen (假设记录): what a company's facts would be if they had."""
