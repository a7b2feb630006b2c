"""The smallest step (最小改进) that brings a line to 100 points, in business units."""
