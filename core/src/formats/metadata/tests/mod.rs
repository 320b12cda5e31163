//! Files with personal data and with a label in every place, made here; what is left of them, judged by their bytes, by the
//! decoders, and by exiftool.

mod boxed;
mod exiftool;
mod hostile;
mod inputs;
mod stills;
mod table;
mod videos;
