//! Pages of our own: what is kept of them.

use super::*;

fn read(body: &str) -> Option<Article> {
    let head = "<title>Ferry sinks off Batu | Harbour News</title>";
    article(
        &format!("<html><head>{head}</head><body>{body}</body></html>"),
        "a.html",
        &Record::default(),
    )
}

const LEAD: &str = "A ferry with about 60 people aboard went down off the island of Batu on Monday, the Coast Guard said.";
const NEXT: &str = "Boats pulled 41 people from the water before nightfall, said Commander Ruiz, who leads the search.";

fn text(body: &str) -> String {
    read(body).map(|a| a.body()).unwrap_or_default()
}

#[test]
fn the_article_is_told_from_menu_sidebar_comments_and_footer() {
    let body = format!(
        "<div class=menu><ul><li><a href=/>Home page of the harbour</a></li><li><a href=/w>Weather on the islands</a></li></ul></div>
        <div class=main><h1>Ferry sinks off Batu</h1><div class=text><p>{LEAD}</p><p>{NEXT}</p></div>
        <div class=comments><p>What a sad day for all of us on the islands, my thoughts are with them.</p></div></div>
        <div class=sidebar><p>Our reporters are out at sea for you every day, and they love it.</p></div>
        <footer><p>Harbour News is printed on paper from the forests of the mainland.</p></footer>"
    );
    assert_eq!(text(&body), format!("{LEAD}\n{NEXT}\n"));
}

#[test]
fn quotations_and_lists_are_kept_and_captions_left_out() {
    let body = format!(
        "<article><p>{LEAD}</p><blockquote class=twitter-tweet><p>We are all safe.</p></blockquote>
        <ul><li>41 saved</li><li>19 missing</li></ul>
        <figure><img><figcaption>The ferry in the harbour last year, seen from the old pier.</figcaption></figure><p>{NEXT}</p></article>"
    );
    assert_eq!(text(&body), format!("{LEAD}\nWe are all safe.\n41 saved\n19 missing\n{NEXT}\n"));
}

#[test]
fn boxes_that_look_alike_and_link_are_other_articles() {
    let card = |n: u8| {
        format!(
            "<div class=item><h3><a href=/{n}>Another story, the {n}th of this day</a></h3>
            <p>It begins like this and it would go on for a while if you followed the link, dear reader.</p></div>"
        )
    };
    let body = format!("<div><p>{LEAD}</p><p>{NEXT}</p>{}{}{}</div>", card(4), card(5), card(6));
    assert_eq!(text(&body), format!("{LEAD}\n{NEXT}\n"));
}

#[test]
fn a_second_copy_of_a_text_is_left_out() {
    let body =
        format!("<div><div><p>{LEAD} {NEXT}</p></div><div><p>{LEAD}</p><p>{NEXT}</p></div></div>");
    assert_eq!(text(&body), format!("{LEAD} {NEXT}\n"));
}

#[test]
fn of_several_articles_the_first_is_read() {
    let other: String = (1..9)
        .map(|day| {
            format!(
                "<p>The council met on day {day} and spoke of the price of fish and of salt.</p>"
            )
        })
        .collect();
    let body = format!(
        "<main><article><p>{LEAD}</p><p>{NEXT}</p></article><article>{other}</article></main>"
    );
    assert_eq!(text(&body), format!("{LEAD}\n{NEXT}\n"));
}

#[test]
fn a_byline_that_is_an_agency_credits_it() {
    let page = format!(
        "<html><head><meta name=author content=Reuters></head><body><p>{LEAD}</p></body></html>"
    );
    let article = article(&page, "a.html", &Record::default()).unwrap();
    assert_eq!(article.agency.as_deref(), Some("Reuters"));
}

#[test]
fn an_article_in_parts_is_whole() {
    let body = format!(
        "<div class=page><div class=story-body><p>{LEAD}</p></div><div class=advert><p>Buy a boat.</p></div>
        <div class=story-body><p>{NEXT}</p></div></div>"
    );
    assert_eq!(text(&body), format!("{LEAD}\n{NEXT}\n"));
}

#[test]
fn a_credit_names_the_agency_and_is_no_text() {
    let article =
        read(&format!("<article><p>{LEAD}</p><p>{NEXT}</p><p>Source: Reuters</p></article>"))
            .unwrap();
    assert_eq!(article.agency.as_deref(), Some("Reuters"));
    assert_eq!(article.title.as_deref(), Some("Ferry sinks off Batu"));
    assert_eq!(article.body(), format!("{LEAD}\n{NEXT}\n"));
}

#[test]
fn a_page_without_running_text_is_no_article() {
    assert!(read("<div class=menu><a href=/>Home page of the harbour</a></div>").is_none());
    assert!(read("").is_none());
}

#[test]
fn words_in_separate_tags_and_lines_are_set_apart_by_one_space() {
    let body = "<p>The  <b>Coast\n Guard</b> of <a href=/b>Batu</a>, <i>who</i>&nbsp;were there, saw it all on Monday.<br>They left.</p>";
    assert_eq!(
        text(body),
        "The Coast Guard of Batu, who were there, saw it all on Monday.\nThey left.\n"
    );
}
