//! Whose report it really is: the table of agencies, the credits, nothing else. Pure.
