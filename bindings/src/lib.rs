//! The library that apps load. It has no code of its own: `songming-core` marks what is exported, and this crate turns it into
//! a shared library for Android and Linux, and a static one for Apple.

#[cfg(feature = "library")]
songming_core::uniffi_reexport_scaffolding!();
