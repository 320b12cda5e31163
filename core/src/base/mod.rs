pub(crate) mod change;
pub(crate) mod clock;
pub(crate) mod error;
pub(crate) mod net;
pub(crate) mod runtime;
pub(crate) mod setting;
pub(crate) mod store;
pub(crate) mod text;
