pub(crate) mod article;
pub(crate) mod han_numerals;
pub(crate) mod opening_hours;
pub(crate) mod picture;
pub(crate) mod similarity;
pub(crate) mod syndication;
pub(crate) mod workday;
