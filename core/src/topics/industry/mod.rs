//! 产业: sectors and parks with their policies, news, guides and liaison stations, and the radar that watches them for
//! one enterprise. Which sectors and parks exist is catalogue data: no code names one.

mod page;
pub(crate) mod policy;
pub(crate) mod radar;
#[cfg(test)]
mod tests;

pub use page::{IndustryOverview, IndustryPage, IndustryTerm};
pub(crate) use page::{industry_page, overview};
pub(crate) use policy::ingest;
pub use policy::{PolicyDay, PolicyPage, PolicyRequest, PolicyRow};
pub use radar::{MAX_RADAR_RULES, RadarHit, RadarOverview, RadarPage, RadarRule, RadarState};
