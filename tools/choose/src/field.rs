//! The field: every model with its runs, or with why there are none.

use crate::allowed::{Out, hindrance};
use crate::decide::{is_behind, simplest_within};
use crate::models::Model;
use crate::predict::{Estimate, Series, middle, sorted};
use crate::sample::Reading;
use crate::work::Question;
use timing::workload::Workload;

/// From this share of the cores on, other work is taken out of the account.
const DISTURBED: f64 = 0.25;

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

    /// What this model takes for `work`, by what was measured so far.
    pub fn estimate(&self, model: Model, work: &Workload) -> Estimate {
        self.entry(model).series.estimate(work, self.reading())
    }

    /// The share of the cores that other work had meanwhile, as far as runs show it that do nothing but compute: that of the middle one
    /// among the models. `None` where there were none, or the system does not tell.
    pub fn cores_taken(&self) -> Option<f64> {
        let of_a_model = |entry: &Entry| {
            let taken = sorted(entry.series.samples.iter().filter_map(|sample| sample.cores_taken(entry.model())));
            (!taken.is_empty()).then(|| middle(&taken))
        };
        let of_all = sorted(self.entries.iter().filter_map(of_a_model));
        (!of_all.is_empty()).then(|| middle(&of_all))
    }

    /// How runs are read: as they were measured, unless other work disturbed them so much that they tell little of the models.
    pub fn reading(&self) -> Reading {
        match self.cores_taken() {
            Some(taken) if taken >= DISTURBED => Reading::Undisturbed,
            _ => Reading::AsMeasured,
        }
    }

    /// Each model that may be chosen, with what it takes for the work.
    pub fn candidates(&self) -> Vec<(Model, Estimate)> {
        let can = self.entries.iter().filter(|entry| entry.out.is_none());
        can.map(|entry| (entry.model(), self.estimate(entry.model(), &self.question.work))).collect()
    }

    /// Those of them that may still win.
    pub fn contenders(&self) -> Vec<(Model, Estimate)> {
        let contenders = self.entries.iter().filter(|entry| entry.is_contender());
        contenders.map(|entry| (entry.model(), self.estimate(entry.model(), &self.question.work))).collect()
    }

    /// Looks again who can no longer win.
    pub fn fall_behind(&mut self) {
        let candidates = self.candidates();
        for (model, estimate) in &candidates {
            self.entry_mut(*model).behind = is_behind(estimate, &candidates);
        }
    }

    /// The advice, where enough is measured for one: every model that could be it was run, or cannot be.
    pub fn advice(&self) -> Option<Model> {
        let open = self.entries.iter().any(|entry| entry.is_contender() && entry.series.samples.is_empty());
        match open {
            true => None,
            false if self.is_a_single_task() => Some(Model::Sequential),
            false => simplest_within(&self.candidates()),
        }
    }

    /// Whether there is but one task, and nothing in the way of simply doing it. No model can make that faster, whatever noise says.
    pub fn is_a_single_task(&self) -> bool {
        self.question.work.tasks == 1 && self.entry(Model::Sequential).out.is_none()
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
