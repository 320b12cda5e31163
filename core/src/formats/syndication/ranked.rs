//! The best of the values that several elements give for one field.

/// A value that several elements may give: the one with the lowest rank is kept, and the first of equals.
pub(super) struct Ranked<T> {
    pub(super) best: Option<(u8, T)>,
}

impl<T> Default for Ranked<T> {
    fn default() -> Self {
        Self { best: None }
    }
}

impl<T> Ranked<T> {
    /// Keeps the value if its rank is lower than that of the value kept so far.
    pub(super) fn offer(&mut self, rank: u8, value: Option<T>) {
        if let Some(value) = value
            && self.best.as_ref().is_none_or(|(best, _)| rank < *best)
        {
            self.best = Some((rank, value));
        }
    }

    pub(super) fn get(&self) -> Option<&T> {
        self.best.as_ref().map(|(_, value)| value)
    }

    pub(super) fn take(self) -> Option<T> {
        self.best.map(|(_, value)| value)
    }
}
