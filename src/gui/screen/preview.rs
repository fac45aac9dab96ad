//! Pages as they will print, made anew while something is typed. A part of the screens that write
//! texts for papers.
//!
//! One making is on its way at a time; what is typed meanwhile makes the pages once more after it.

use iced::widget::{column, container, text};
use iced::{Element, Length, Task};

use super::sheaf::{self, Sheaf};
use crate::documents::page::Document;
use crate::gui::shortcut::Binding;
use crate::gui::{size, theme};

/// What is shown beside a text.
#[derive(Debug, Clone, Default)]
pub struct Preview {
    sheaf: Option<Sheaf>,
    problem: Option<String>,
    is_busy: bool,
    is_stale: bool,
    /// The pages on their way are of texts that are gone.
    is_gone: bool,
}

impl Preview {
    /// Whether the pages are to be made now; otherwise they are once those on their way are there.
    #[must_use]
    pub fn begin(&mut self) -> bool {
        self.is_stale = self.is_busy;
        !std::mem::replace(&mut self.is_busy, true)
    }

    /// Takes the pages, or why there are none; whether they are to be made anew.
    #[must_use]
    pub fn take(&mut self, made: Result<Document, String>) -> bool {
        self.is_busy = false;
        match made {
            _ if std::mem::take(&mut self.is_gone) => {}
            Ok(document) => {
                match &mut self.sheaf {
                    // The page in sight stays.
                    Some(sheaf) => sheaf.replace(document),
                    None => self.sheaf = Some(Sheaf::new(document)),
                }
                self.problem = None;
            }
            // What was seen last stays in sight under the sentence.
            Err(problem) => self.problem = Some(problem),
        }
        std::mem::take(&mut self.is_stale)
    }

    /// Nothing is shown any more, nor what is on its way.
    pub fn clear(&mut self) {
        self.sheaf = None;
        self.problem = None;
        self.is_gone = self.is_busy;
        self.is_stale = false;
    }

    pub fn update(&mut self, message: sheaf::Message) -> Task<sheaf::Message> {
        match &mut self.sheaf {
            Some(sheaf) => sheaf.update(message),
            None => Task::none(),
        }
    }

    /// What keys do wherever the focus is.
    pub fn bindings(&self) -> Vec<Binding<sheaf::Message>> {
        self.sheaf.iter().flat_map(Sheaf::bindings).collect()
    }

    /// The pages; before there are any, a sentence.
    pub fn view<'a>(&'a self, empty: &'a str) -> Element<'a, sheaf::Message> {
        let problem = self.problem.as_ref().map(|problem| {
            let before = self.sheaf.as_ref().map(|_| {
                text("The page below is as it was before; it is made anew once this is put right.")
                    .size(size::CAPTION)
                    .style(theme::muted)
            });
            container(column![text(problem.as_str()).size(size::TEXT), before].spacing(size::XS))
                .padding(size::S)
                .width(Length::Fill)
                .style(theme::washed(|palette| palette.warning))
        });
        let pages: Element<'a, sheaf::Message> = match &self.sheaf {
            Some(sheaf) => sheaf.view(),
            None => container(text(empty).size(size::TEXT).style(theme::muted))
                .padding(size::L)
                .width(Length::Fill)
                .style(theme::surface)
                .into(),
        };
        column![
            column![problem],
            container(pages).height(Length::Fill).width(Length::Fill)
        ]
        .spacing(size::S)
        .into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> Result<Document, String> {
        Ok(Document::new("Letter", Vec::new()))
    }

    #[test]
    fn pages_are_made_one_after_the_other_and_once_more_when_something_was_typed_meanwhile() {
        let mut preview = Preview::default();
        assert!(preview.begin());
        assert!(!preview.begin());
        assert!(!preview.begin());
        assert!(preview.take(document()));
        assert!(preview.begin());
        assert!(!preview.take(Err("No address.".to_owned())));
        assert_eq!(preview.problem.as_deref(), Some("No address."));
        assert!(preview.begin());
        assert!(!preview.take(document()));
        assert_eq!(preview.problem, None);
    }

    #[test]
    fn a_text_that_is_emptied_leaves_no_page_behind() {
        let mut preview = Preview::default();
        assert!(preview.begin());
        assert!(!preview.take(document()));
        assert!(preview.sheaf.is_some());
        preview.clear();
        assert!(preview.sheaf.is_none());
        // Neither does one that was on its way then; what is typed after it is made anew.
        assert!(preview.begin());
        preview.clear();
        assert!(!preview.take(document()));
        assert!(preview.sheaf.is_none());
        assert!(preview.begin());
        preview.clear();
        assert!(!preview.begin());
        assert!(preview.take(document()));
        assert!(preview.sheaf.is_none());
        assert!(preview.begin());
        assert!(!preview.take(document()));
        assert!(preview.sheaf.is_some());
    }
}
