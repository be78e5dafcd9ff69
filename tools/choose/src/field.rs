//! The field: every model with its runs, or with why there are none.

use crate::allowed::{Out, hindrance};
use crate::decide::{is_behind, simplest_within};
use crate::models::Model;
use crate::predict::{Estimate, Series};
use crate::work::Question;
use timing::workload::Workload;

/// A model in the field.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its runs, which name the model.
    pub series: Series,
    /// Why it is not to choose from; `None` where it is.
    pub out: Option<Out>,
    /// Whether it can no longer win.
    pub behind: bool,
}

impl Entry {
    /// The model.
    pub fn model(&self) -> Model {
        self.series.model
    }

    /// Whether it may still be the advice, or the fastest.
    pub fn is_contender(&self) -> bool {
        self.out.is_none() && !self.behind
    }
}

/// All models, for one question.
#[derive(Clone, Debug)]
pub struct Field {
    /// What is asked.
    pub question: Question,
    /// A model each, the simplest first.
    pub entries: Vec<Entry>,
    /// Whether Ctrl-C came before everything was measured.
    pub interrupted: bool,
}

impl Field {
    /// Nothing is measured yet; who cannot do the work is out.
    pub fn of(question: Question) -> Field {
        let entry = |model| Entry { series: Series::of(model), out: hindrance(model, &question), behind: false };
        Field { question, entries: Model::ALL.map(entry).to_vec(), interrupted: false }
    }

    /// Each model that may be chosen, with what it takes for `work`.
    pub fn candidates_for(&self, work: &Workload) -> Vec<(Model, Estimate)> {
        let can = self.entries.iter().filter(|entry| entry.out.is_none());
        can.map(|entry| (entry.model(), entry.series.estimate(work))).collect()
    }

    /// The same for the work in question.
    pub fn candidates(&self) -> Vec<(Model, Estimate)> {
        self.candidates_for(&self.question.work)
    }

    /// Those of them that may still win.
    pub fn contenders(&self) -> Vec<(Model, Estimate)> {
        let contenders = self.entries.iter().filter(|entry| entry.is_contender());
        contenders.map(|entry| (entry.model(), entry.series.estimate(&self.question.work))).collect()
    }

    /// Looks again who can no longer win.
    pub fn fall_behind(&mut self) {
        let candidates = self.candidates();
        for entry in &mut self.entries {
            entry.behind = entry.out.is_none() && is_behind(&entry.series.estimate(&self.question.work), &candidates);
        }
    }

    /// The advice, where enough is measured for one: every model that could be it was run, or cannot be.
    pub fn advice(&self) -> Option<Model> {
        let open = self.entries.iter().any(|entry| entry.is_contender() && entry.series.samples.is_empty());
        if open { None } else { simplest_within(&self.candidates()) }
    }

    /// The models that are not to choose from, each with why.
    pub fn left_out(&self) -> impl Iterator<Item = (Model, &Out)> {
        self.entries.iter().filter_map(|entry| Some((entry.model(), entry.out.as_ref()?)))
    }

    /// This model's entry.
    pub fn entry(&self, model: Model) -> &Entry {
        let place = Model::ALL.iter().position(|one| *one == model).unwrap_or(0);
        &self.entries[place]
    }

    /// The same, to change it.
    pub fn entry_mut(&mut self, model: Model) -> &mut Entry {
        let place = Model::ALL.iter().position(|one| *one == model).unwrap_or(0);
        &mut self.entries[place]
    }
}
