"""Recognition of skill: budget lines, assessments, and employers that take part."""
