//! Which concurrency model suits a described workload: measured, not guessed.
//!
//! Data flows one way, and the modules stand in that order: [`work`] (what is asked) → [`models`] (what there is to choose from) →
//! [`plan`] (what each needs at least) → [`allowed`] (who can do it at all) → [`sample`] (a run) → [`predict`] (from runs of a part to the whole) →
//! [`decide`] (the simplest within a tenth of the best) → [`field`] (all of that, model by model) → [`search`] (how the budget is
//! spent, on [`demos`]) → [`changes`] (what would change the answer) →
//! [`answer`] → [`character`] and [`sentences`] → [`show`] (for a terminal) and [`json`]. [`flags`] and [`ask`] are the two ways in which
//! a user says what is asked.
//!
//! The advice is audited by [`audit`], on the workloads of [`grid`].

#![forbid(unsafe_code)]

pub mod allowed;
pub mod answer;
pub mod ask;
pub mod audit;
pub mod changes;
pub mod character;
pub mod decide;
pub mod demos;
pub mod field;
pub mod flags;
pub mod grid;
pub mod json;
pub mod models;
pub mod plan;
pub mod predict;
pub mod sample;
pub mod search;
pub mod sentences;
pub mod show;
pub mod work;
