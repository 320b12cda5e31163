//! The library that phones load: the core, and nothing of its own. What is exported is marked where it is defined, in
//! `songming-core`; this crate turns it into a shared library for Android and Linux, and a static one for Apple.

#[cfg(feature = "library")]
songming_core::uniffi_reexport_scaffolding!();
