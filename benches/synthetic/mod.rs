//! A deterministic press: any number of articles about invented events, for benches of scale.
//!
//! About twelve articles tell of each event: some in the outlet's own words, some as the wire has
//! it, with figures that rise over the days or differ between the parties. Places, people, groups
//! and outlets are made of syllables, so the work grows as a real corpus would: more articles mean
//! more events, not more about the same.

use std::fmt::Write;

/// An article, as a line of a corpus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    pub outlet: String,
    pub published: String,
    pub title: String,
    pub text: String,
}

impl Article {
    /// A line of JSON.
    pub fn json(&self) -> String {
        let quoted = |s: &str| {
            let escaped = s.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
            format!("\"{escaped}\"")
        };
        format!(
            "{{\"outlet\":{},\"published\":{},\"title\":{},\"text\":{}}}",
            quoted(&self.outlet),
            quoted(&self.published),
            quoted(&self.title),
            quoted(&self.text)
        )
    }
}

/// Numbers without a clock (splitmix64; Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    fn of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

const ARTICLES_AN_EVENT: usize = 12;

const STARTS: [&str; 20] = [
    "Kar", "Vel", "Mon", "Tas", "Bir", "Dol", "Sar", "Quil", "Nar", "Hem", "Ost", "Lug", "Pel",
    "Zan", "Ard", "Mir", "Tol", "Ghas", "Ruv", "Ebal",
];
const MIDDLES: [&str; 12] =
    ["so", "da", "ka", "mi", "ra", "lo", "ve", "ni", "ta", "gu", "re", "po"];
const ENDS: [&str; 14] = [
    "va", "rin", "polis", "dar", "mont", "gar", "lisk", "pampa", "stan", "bor", "nik", "hala",
    "field", "tovo",
];
const OUTLET_ENDS: [&str; 8] =
    ["Courier", "Telegraph", "Monitor", "Post", "Star", "Examiner", "Bulletin", "Herald"];
const COUNTRIES: [&str; 10] = [
    "Peru",
    "Nigeria",
    "Indonesia",
    "Bolivia",
    "Zambia",
    "Bangladesh",
    "Tanzania",
    "Georgia",
    "Kenya",
    "Ecuador",
];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const WITNESSES: [&str; 6] =
    ["a shopkeeper", "a nurse", "a bus driver", "two residents", "a teacher", "a farmer"];

/// A kind of event: its noun, how it opens, who counts the victims.
struct Kind {
    noun: &'static str,
    opening: [&'static str; 3],
    sources: [&'static str; 3],
    violent: bool,
}

const KINDS: [Kind; 7] = [
    Kind {
        noun: "missile strike",
        opening: [
            "Missiles struck a market in",
            "Rockets hit the port of",
            "Drones attacked a depot in",
        ],
        sources: ["the regional governor", "the defence ministry", "hospital officials"],
        violent: true,
    },
    Kind {
        noun: "ambush",
        opening: [
            "Gunmen ambushed a convoy near",
            "Fighters attacked an army patrol outside",
            "Rebels ambushed soldiers near",
        ],
        sources: ["an army spokesman", "the defence ministry", "a rebel commander"],
        violent: true,
    },
    Kind {
        noun: "bus crash",
        opening: [
            "A bus plunged into a ravine near",
            "A coach collided with a lorry outside",
            "A bus crashed on the road near",
        ],
        sources: ["the highway police", "the transport minister", "rescue workers"],
        violent: false,
    },
    Kind {
        noun: "factory fire",
        opening: [
            "A fire swept through a factory in",
            "Flames gutted a textile mill in",
            "A blaze destroyed a warehouse in",
        ],
        sources: ["the fire service", "the labour ministry", "a union official"],
        violent: false,
    },
    Kind {
        noun: "flood",
        opening: ["Floods swept through", "A river burst its banks in", "Flash floods hit"],
        sources: ["civil defence", "the mayor", "the disaster agency"],
        violent: false,
    },
    Kind {
        noun: "earthquake",
        opening: [
            "An earthquake shook",
            "A strong earthquake struck near",
            "A magnitude 6.4 quake hit",
        ],
        sources: ["the disaster agency", "the interior ministry", "the Red Cross"],
        violent: false,
    },
    Kind {
        noun: "ferry disaster",
        opening: [
            "A ferry capsized off",
            "An overloaded boat sank near",
            "A ferry sank in a storm off",
        ],
        sources: ["the coast guard", "the port authority", "the regional commissioner"],
        violent: false,
    },
];

struct Event {
    kind: usize,
    town: String,
    country: &'static str,
    /// Days since the first of January 2024, a Monday.
    day: usize,
    killed: usize,
    injured: usize,
    group: String,
}

/// The day as (year, month, day of month).
fn date(day: usize) -> (usize, usize, usize) {
    const LENGTHS: [usize; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut rest = day % 366;
    for (m, length) in LENGTHS.iter().enumerate() {
        if rest < *length {
            return (2024 + day / 366, m, rest + 1);
        }
        rest -= length;
    }
    (2024, 11, 31)
}

fn word(dice: &mut Dice) -> String {
    let middle = if dice.one_in(3) { "" } else { dice.of(&MIDDLES) };
    format!("{}{middle}{}", dice.of(&STARTS), dice.of(&ENDS))
}

fn event(dice: &mut Dice) -> Event {
    let killed = 3 + dice.below(60);
    Event {
        kind: dice.below(KINDS.len()),
        town: word(dice),
        country: dice.of(&COUNTRIES),
        day: 10 + dice.below(340),
        killed,
        injured: killed + dice.below(80),
        group: format!("{} Front", word(dice)),
    }
}

/// When the reader is told it happened.
fn when(dice: &mut Dice, event: &Event, published: usize) -> String {
    let (_, month, day) = date(event.day);
    match dice.below(5) {
        0 => format!("on {} {day}", MONTHS[month]),
        1 | 2 if published - event.day < 6 => format!("on {}", WEEKDAYS[event.day % 7]),
        3 if published - event.day == 1 => "yesterday".to_owned(),
        _ => format!("on {day} {}", MONTHS[month]),
    }
}

/// An article in words of its own. `late`: days after the event.
fn write(dice: &mut Dice, event: &Event, late: usize, agency: Option<&str>) -> (String, String) {
    let kind = &KINDS[event.kind];
    let town = &event.town;
    let when = when(dice, event, event.day + late);
    let killed = (event.killed + late).saturating_sub(dice.below(4)).max(1);
    let injured = event.injured;
    let source = dice.of(&kind.sources);
    let opening = dice.of(&kind.opening);
    let title = match dice.below(4) {
        0 => format!("{killed} killed in {} in {town}", kind.noun),
        1 => format!("{town} {}: toll rises to {killed}", kind.noun),
        2 => format!("At least {killed} dead after {} near {town}", kind.noun),
        _ => format!("{} mourns after {}", event.country, kind.noun),
    };
    let mut text = String::new();
    if let Some(agency) = agency {
        let _ = write!(text, "{} ({agency}) – ", town.to_uppercase());
    }
    let _ = match dice.below(4) {
        0 => write!(
            text,
            "{opening} {town} {when}, killing {killed} people and wounding {injured}, {source} said."
        ),
        1 => write!(
            text,
            "At least {killed} people died and {injured} were injured {when} when a {} hit {town}, according to {source}.",
            kind.noun
        ),
        2 => write!(
            text,
            "{opening} {town}, {}, {when}. {source} put the number of dead at {killed}; {injured} others were taken to hospital.",
            event.country
        ),
        _ => write!(
            text,
            "The death toll from the {} in {town} {when} rose to {killed}, {source} said, adding that {injured} people had been hurt.",
            kind.noun
        ),
    };
    text.push_str("\n\n");
    let _ = match dice.below(4) {
        0 => write!(
            text,
            "“I have never seen anything like it,” said {}, who had run to help. “They carried them out one by one.”",
            dice.of(&WITNESSES)
        ),
        1 => write!(
            text,
            "{} told reporters that {} of the dead were children and that the search would go on through the night.",
            capital(dice.of(&kind.sources)),
            2 + dice.below(6)
        ),
        2 => write!(
            text,
            "Roads to the town were closed, and schools will stay shut for {} days.",
            2 + dice.below(9)
        ),
        _ => write!(
            text,
            "The government in {} promised help, but people in the town complained that nobody had come.",
            event.country
        ),
    };
    text.push_str("\n\n");
    if kind.violent {
        let group = &event.group;
        let _ = match dice.below(3) {
            0 => write!(
                text,
                "The {group} claimed responsibility and said its fighters had killed {} soldiers. The army denied that.",
                killed + 7
            ),
            1 => write!(
                text,
                "A spokesman for the {group} denied that it had carried out the attack. “We do not fire on civilians,” he said."
            ),
            _ => write!(
                text,
                "The army blamed the {group}, which has fought for the independence of the region since 2016."
            ),
        };
        text.push_str("\n\n");
    }
    let _ = match dice.below(4) {
        0 => write!(
            text,
            "It was the worst {} in {} for {} years, and questions were asked in parliament about the money that had been set aside to prevent it.",
            kind.noun,
            event.country,
            3 + dice.below(20)
        ),
        1 => write!(
            text,
            "Analysts said that the figures could not be verified. Communication with the area has been difficult since the spring, when storms brought down the masts."
        ),
        2 => write!(
            text,
            "The president cut short a visit abroad and is expected in {town} later in the week, her office announced."
        ),
        _ => write!(
            text,
            "In the market the talk was of little else. Bread had run out by noon, and the price of water doubled, one trader reported."
        ),
    };
    text.push('\n');
    (title, text)
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
}

/// The first `count` articles of the press with this seed.
pub fn articles(count: usize, seed: u64) -> Vec<Article> {
    let mut dice = Dice(seed);
    let outlets: Vec<String> =
        (0..60).map(|_| format!("{} {}", word(&mut dice), dice.of(&OUTLET_ENDS))).collect();
    let agencies: Vec<String> =
        (0..3).map(|_| format!("{} News Agency", word(&mut dice))).collect();
    let mut all = Vec::with_capacity(count);
    while all.len() < count {
        let event = event(&mut dice);
        let agency = agencies[dice.below(agencies.len())].clone();
        let wire = write(&mut dice, &event, 1, Some(&agency));
        for _ in 0..ARTICLES_AN_EVENT.min(count - all.len()) {
            let outlet = outlets[dice.below(outlets.len())].clone();
            let copies = dice.one_in(4);
            let late = if copies { 1 } else { 1 + dice.below(5) };
            let (title, text) =
                if copies { wire.clone() } else { write(&mut dice, &event, late, None) };
            let (year, month, day) = date(event.day + late);
            let published = format!("{year}-{:02}-{day:02}", month + 1);
            all.push(Article { outlet, published, title, text });
        }
    }
    all
}
