pub(crate) mod alert;
pub(crate) mod government;
pub(crate) mod home;
pub(crate) mod industry;
pub(crate) mod party;
pub(crate) mod service;
pub(crate) mod station;
