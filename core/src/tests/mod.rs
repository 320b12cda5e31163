mod compliance;
pub(crate) mod fixture;
mod interface;
mod layers;
