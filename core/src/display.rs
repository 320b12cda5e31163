//! 显示: the display policy as data.
