mod compliance;
pub(crate) mod fixture;
mod layers;
