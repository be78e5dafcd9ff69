//! `demo_event_loop` as its users run it: what every demo promises, and what its own record must show.

mod narration;
mod promises;
mod record;
mod sockets;
