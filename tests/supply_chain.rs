//! `sbom.cdx.json` lists what goes into the program, with versions and licences: exactly what
//! `Cargo.lock` holds for it, tests and benches apart. After a change of dependencies: `.ci/sbom`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

type Package = (String, String);

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

fn text(value: &toml::Value, key: &str) -> String {
    value[key].as_str().unwrap().to_owned()
}

/// The packages that the program's own dependencies reach, by `Cargo.lock`.
fn reached() -> BTreeSet<Package> {
    let lock: toml::Value = toml::from_str(&read("Cargo.lock")).unwrap();
    let mut packages: BTreeMap<String, Vec<&toml::Value>> = BTreeMap::new();
    for package in lock["package"].as_array().unwrap() {
        packages.entry(text(package, "name")).or_default().push(package);
    }
    let manifest: toml::Value = toml::from_str(&read("Cargo.toml")).unwrap();
    let mut own: BTreeSet<&str> = BTreeSet::new();
    let targets = manifest["target"].as_table().unwrap().values();
    for table in targets.chain([&manifest]) {
        own.extend(table["dependencies"].as_table().unwrap().keys().map(String::as_str));
    }
    let dependencies = |package: &toml::Value| -> Vec<String> {
        let listed = package.get("dependencies").and_then(toml::Value::as_array);
        listed.into_iter().flatten().map(|d| d.as_str().unwrap().to_owned()).collect()
    };
    let root = packages["corroborate"][0];
    let mut open: Vec<String> = dependencies(root);
    open.retain(|d| own.contains(d.split(' ').next().unwrap()));
    let mut found = BTreeSet::new();
    while let Some(next) = open.pop() {
        // `name`, or `name version` where there are several.
        let (name, version) = next.split_once(' ').unwrap_or((&next, ""));
        let package = packages[name]
            .iter()
            .find(|p| version.is_empty() || text(p, "version") == version)
            .unwrap();
        if found.insert((name.to_owned(), text(package, "version"))) {
            open.extend(dependencies(package));
        }
    }
    found
}

#[test]
fn the_bill_of_materials_is_current() {
    let bill: serde_json::Value = serde_json::from_str(&read("sbom.cdx.json")).unwrap();
    let cell = |c: &serde_json::Value, key: &str| c[key].as_str().unwrap().to_owned();
    let components = bill["components"].as_array().unwrap();
    let listed: BTreeSet<Package> =
        components.iter().map(|c| (cell(c, "name"), cell(c, "version"))).collect();
    let reached = reached();
    let missing: Vec<_> = reached.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&reached).collect();
    assert!(
        missing.is_empty() && gone.is_empty(),
        "run .ci/sbom: not listed {missing:?}; listed, but not in Cargo.lock {gone:?}"
    );
    for component in components {
        assert!(component["licenses"][0].is_object(), "no licence: {}", component["name"]);
    }
}
