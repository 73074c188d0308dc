//! The only maker of HTTP clients: nothing is connected to without a check and a limit.
