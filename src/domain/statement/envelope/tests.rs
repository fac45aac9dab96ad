//! What envelopes show, and which are refused.

use proptest::prelude::*;

use super::*;

#[test]
fn the_shipped_envelopes_are_fit_for_what_they_are_for() {
    for envelope in Envelope::shipped() {
        assert_eq!(envelope.check(Use::Outer), Ok(()), "{}", envelope.name);
        assert!(!envelope.source.is_empty());
    }
    for envelope in Envelope::shipped_reply() {
        assert_eq!(envelope.check(Use::Reply), Ok(()), "{}", envelope.name);
    }
}

#[test]
fn the_areas_of_the_number_10_envelope_follow_from_its_measures() {
    let envelope = Envelope::number_10();
    // 9.5 - 8.5 in sideways and 4.125 - 3.667 in upward, less a sixteenth on each side.
    let slide = envelope.slide().unwrap();
    assert_eq!((slide.left, slide.bottom), (62..=938, 62..=396));
    let safe = Area {
        left: 813,
        top: 2_438,
        right: 4_437,
        bottom: 3_229,
    };
    assert_eq!(envelope.safe(&envelope.address), safe);
    let exposed = Area {
        left: 0,
        top: 2_104,
        right: 5_313,
        bottom: 3_563,
    };
    assert_eq!(envelope.exposed(&envelope.address), exposed);
}

#[test]
fn an_envelope_that_cannot_work_is_refused_with_its_reason() {
    let with = |change: &dyn Fn(&mut Envelope)| {
        let mut envelope = Envelope::number_10_double();
        change(&mut envelope);
        envelope.check(Use::Outer).unwrap_err().to_string()
    };
    for (sentence, expected) in [
        (
            with(&|it| it.width = 8_600),
            "inside its seams there are 8.476 by 4.001 in",
        ),
        (
            with(&|it| it.panel = 6_000),
            "The folded height of the sheet is 6 in",
        ),
        (
            with(&|it| it.address.width = 9_000),
            "The address window reaches over the edge",
        ),
        (
            with(&|it| it.address.left = u32::MAX),
            "The address window reaches over the edge",
        ),
        (
            with(&|it| it.address.height = 700),
            "only 3.124 by 0.366 in of the sheet show",
        ),
        (
            with(&|it| it.sender = Some(it.address)),
            "overlap. Measure both again.",
        ),
        (
            with(&|it| it.address.bottom = 1_400),
            "overlap. Measure both again.",
        ),
    ] {
        assert!(sentence.contains(expected), "{sentence}");
    }
    let reply = Envelope::number_10_double().check(Use::Reply);
    assert!(reply.unwrap_err().to_string().contains("has two windows"));
    let mut high = Envelope::number_9_reply();
    high.address.bottom = 1_000;
    assert!(matches!(
        high.check(Use::Reply),
        Err(Unfit::ReplyTooHigh { .. })
    ));
}

prop_compose! {
    fn any_window()(
        left in 200..2_000_u32, bottom in 300..3_000_u32, width in 2_000..6_000_u32,
        height in 500..1_800_u32,
    ) -> Window {
        Window { left, bottom, width, height }
    }
}

prop_compose! {
    fn any_envelope()(
        width in 8_500..10_500_u32, height in 3_600..5_000_u32, seam in 0..200_u32,
        panel in 3_400..3_900_u32, address in any_window(), sender in proptest::option::of(any_window()),
    ) -> Envelope {
        Envelope {
            name: "any".into(), width, height, seam, panel, address, sender, source: String::new(),
        }
    }
}

proptest! {
    #[test]
    fn what_is_safe_shows_at_every_slide_and_what_shows_is_exposed(
        envelope in any_envelope(), across in 0..=100_u32, up in 0..=100_u32,
    ) {
        prop_assume!(envelope.slide().is_some());
        let slide = envelope.slide().unwrap();
        let at = |range: &RangeInclusive<u32>, percent: u32| {
            range.start() + (range.end() - range.start()) * percent / 100
        };
        for window in [Some(envelope.address), envelope.sender].into_iter().flatten() {
            let shown = envelope.shown(&window, at(&slide.left, across), at(&slide.bottom, up));
            let safe = envelope.safe(&window);
            let exposed = envelope.exposed(&window);
            prop_assert!(safe.is_empty() || shown.shared(&safe) == safe);
            prop_assert!(shown.is_empty() || shown.shared(&exposed) == shown);
        }
    }
}
