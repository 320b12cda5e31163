mod circles;
mod compliance;
pub(crate) mod fixture;
mod imports;
mod interface;
mod layers;
