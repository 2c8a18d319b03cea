//! Settings with one value changed.

use toml::Value;

use crate::settings::Settings;

/// The value of a key, `reliability.weights.agreement`.
pub fn get(settings: &Settings, path: &str) -> Option<Value> {
    let value = Value::try_from(settings).ok()?;
    path.split('.').try_fold(value, |v, part| v.as_table()?.get(part).cloned())
}

/// The same settings with one key changed; `None` where there is no such key or the value does not
/// fit it.
pub fn with(settings: &Settings, path: &str, value: Value) -> Option<Settings> {
    let mut all = Value::try_from(settings).ok()?;
    let mut node = &mut all;
    let (table, name) = path.rsplit_once('.').unwrap_or(("", path));
    for part in table.split('.').filter(|p| !p.is_empty()) {
        node = node.as_table_mut()?.get_mut(part)?;
    }
    let slot = node.as_table_mut()?;
    // A whole number stays one: TOML tells 1 from 1.0.
    let value = match (slot.get(name)?, value) {
        (Value::Integer(_), Value::Float(x)) => Value::Integer(x.round() as i64),
        (_, v) => v,
    };
    slot.insert(name.to_owned(), value);
    let changed: Settings = all.try_into().ok()?;
    changed.check().ok()?;
    Some(changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_key_changes_and_the_rest_stays() {
        let base = Settings::default();
        let path = "reliability.weights.fidelity";
        let changed = with(&base, path, Value::Float(0.7)).unwrap();
        assert_eq!(get(&changed, path), Some(Value::Float(0.7)));
        let back = with(&changed, path, get(&base, path).unwrap()).unwrap();
        assert_eq!(back, base);
    }

    #[test]
    fn an_unknown_key_and_a_value_out_of_range_change_nothing() {
        let base = Settings::default();
        assert_eq!(with(&base, "reliability.weights.charm", Value::Float(1.0)), None);
        assert_eq!(with(&base, "intervals.level", Value::Float(2.0)), None);
    }
}
