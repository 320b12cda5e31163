//! 首页: the front page of everything.
