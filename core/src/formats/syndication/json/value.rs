//! JSON objects and lists of which only the requested members are kept, with raw JSON for members that are parsed later.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::formats::syndication::document::MAX_ENTRIES;

/// Any JSON value. Strings without escapes are borrowed.
#[derive(Debug, Default)]
pub(super) enum Value<'a> {
    #[default]
    Null,
    Bool,
    Number(String),
    Text(Cow<'a, str>),
    List(Vec<Value<'a>>),
    Object(Vec<Member<'a>>),
}

/// The requested members of an object, and one member as raw JSON. If a member occurs twice, the first one that is not null is
/// kept.
#[derive(Default)]
pub(super) struct Object<'a> {
    pub(super) members: Vec<Member<'a>>,
    pub(super) raw: Option<&'a RawValue>,
}

pub(super) type Member<'a> = (Cow<'a, str>, Value<'a>);

/// Further members of an object and further elements of a list are dropped.
const MAX_MEMBERS: usize = 64;

pub(super) fn member<'m, 'a>(members: &'m [Member<'a>], name: &str) -> Option<&'m Value<'a>> {
    members.iter().find(|(found, _)| found == name).map(|(_, value)| value)
}

/// A member as text, which a number is as well. `None` if it is missing, empty or of another type.
pub(super) fn text_of<'m>(members: &'m [Member<'_>], name: &str) -> Option<Cow<'m, str>> {
    member(members, name)?.text()
}

impl Value<'_> {
    /// The value as text, which a number is as well. `None` if it is empty or of another type.
    pub(super) fn text(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Text(text) if !text.trim().is_empty() => Some(Cow::Borrowed(text)),
            Self::Number(number) => Some(Cow::Borrowed(number)),
            _ => None,
        }
    }
}

/// Parses the object at the start of a text, keeping the members `requested` and the member `raw` as raw JSON. What follows the
/// object is ignored. `None` if it is invalid.
pub(super) fn object<'a>(text: &'a str, requested: &'static [&'static str], raw: &'static str) -> Option<Object<'a>> {
    ObjectSeed { requested, raw }.deserialize(&mut serde_json::Deserializer::from_str(text)).ok()
}

struct ObjectSeed {
    requested: &'static [&'static str],
    raw: &'static str,
}

impl<'de> DeserializeSeed<'de> for ObjectSeed {
    type Value = Object<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for ObjectSeed {
    type Value = Object<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut object = Object::default();
        while let Some(key) = map.next_key::<Key<'de>>()? {
            if key.0 == self.raw {
                let raw = map.next_value::<&RawValue>()?;
                object.raw = object.raw.or(Some(raw).filter(|raw| raw.get() != "null"));
            } else if self.requested.contains(&&*key.0) && member(&object.members, &key.0).is_none() {
                let value = map.next_value::<Value<'de>>()?;
                if !matches!(value, Value::Null) {
                    object.members.push((key.0, value));
                }
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(object)
    }
}

/// The elements of a list as raw JSON. Of a longer list, one more than [`MAX_ENTRIES`].
pub(super) struct RawList<'a>(pub(super) Vec<&'a RawValue>);

impl<'de: 'a, 'a> Deserialize<'de> for RawList<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ListVisitor;
        impl<'de> Visitor<'de> for ListVisitor {
            type Value = RawList<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut list = Vec::new();
                while list.len() <= MAX_ENTRIES
                    && let Some(element) = seq.next_element()?
                {
                    list.push(element);
                }
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(RawList(list))
            }
        }
        deserializer.deserialize_seq(ListVisitor)
    }
}

/// The name of a member, borrowed if it has no escapes.
struct Key<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Key<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl<'de> Visitor<'de> for KeyVisitor {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Borrowed(name)))
            }

            fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Owned(name.to_owned())))
            }
        }
        deserializer.deserialize_str(KeyVisitor)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Value<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ValueVisitor;
        impl<'de> Visitor<'de> for ValueVisitor {
            type Value = Value<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Value::Null)
            }

            fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
                Ok(Value::Bool)
            }

            fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
                Ok(Value::Number(number.to_string()))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
                Ok(Value::Number(number.to_string()))
            }

            fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
                Ok(Value::Number(number.to_string()))
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Value::Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Value::Text(Cow::Owned(text.to_owned())))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut list = Vec::new();
                while list.len() < MAX_MEMBERS
                    && let Some(element) = seq.next_element()?
                {
                    list.push(element);
                }
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Value::List(list))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while members.len() < MAX_MEMBERS
                    && let Some(Key(key)) = map.next_key()?
                {
                    members.push((key, map.next_value()?));
                }
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Value::Object(members))
            }
        }
        deserializer.deserialize_any(ValueVisitor)
    }
}
