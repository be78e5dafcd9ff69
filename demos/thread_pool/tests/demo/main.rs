//! `demo_thread_pool` as its users run it: what every demo promises, and what its own record must show.

mod promises;
mod record;
