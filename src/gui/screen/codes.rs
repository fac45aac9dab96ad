//! Look up codes: search all sets, walk the tree of diagnoses with its notes, choose favorites.

use std::collections::HashMap;

use chrono::NaiveDate;
use iced::keyboard::key::Named;
use iced::widget::operation::{self, AbsoluteOffset};
use iced::{Element, Task};

use super::Screen;
use crate::commands::Error;
use crate::commands::codes::{self as acts, Details};
use crate::domain::code::set::CodeNote;
use crate::domain::code::{CodeEntry, CodeSystem, DiagnosisCode};
use crate::gui::action::{Action, Request};
use crate::gui::app;
use crate::gui::context::Context;
use crate::gui::form::choice::Choice;
use crate::gui::form::text::Text;
use crate::gui::form::{self, Field};
use crate::gui::notice::Notice;
use crate::gui::shortcut::{Binding, Stroke};
use crate::gui::widget::window_list::{Act, Selection, Sort};

use tree::{Node, Tree};

mod tree;

mod view;

const LIST: &str = "codes-list";
const SEARCH: &str = "codes-search";
const NOTES: &str = "codes-notes";

/// What the list shows while nothing is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shelf {
    Diagnoses,
    Set(CodeSystem),
    Favorites,
}

const SHELVES: &[(Shelf, &str)] = &[
    (Shelf::Diagnoses, "Diagnoses"),
    (Shelf::Set(CodeSystem::Hcpcs), "HCPCS"),
    (Shelf::Set(CodeSystem::Cpt), "CPT"),
    (Shelf::Set(CodeSystem::Modifier), "Modifiers"),
    (Shelf::Set(CodeSystem::PlaceOfService), "Places"),
    (Shelf::Favorites, "Favorites"),
];

/// The screen of codes.
#[derive(Debug)]
pub struct Codes {
    shelf: Shelf,
    shelves: Choice<Shelf>,
    search: Field<Text>,
    /// The number of the latest search; older answers are dropped.
    serial: u32,
    /// What the latest search found; `None` while nothing is searched.
    found: Option<Vec<CodeEntry>>,
    tree: Tree,
    /// The sets that were read.
    sets: HashMap<CodeSystem, Vec<CodeEntry>>,
    favorites: Vec<(i64, CodeEntry)>,
    /// The rows of a flat list in sight, sorted.
    order: Vec<usize>,
    selection: Selection,
    /// The code that is to be selected once it has been read.
    wanted: Option<String>,
    details: Option<Shown>,
    today: NaiveDate,
}

/// What the panel shows.
#[derive(Debug)]
enum Shown {
    Code(CodeEntry, Details),
    Range(Node, Vec<CodeNote>),
}

#[derive(Debug, Clone)]
pub enum Message {
    /// Something may have changed behind the screen: a fee makes a CPT code known.
    Resumed,
    CategoriesRead(Result<acts::Branch, Error>),
    BelowRead(String, Result<acts::Branch, Error>),
    SetRead(CodeSystem, Result<Vec<CodeEntry>, Error>),
    FavoritesRead(Result<Vec<(i64, CodeEntry)>, Error>),
    ShelfChosen(Shelf),
    SearchPressed,
    SearchEdited(form::Edit),
    Found(u32, Result<Vec<CodeEntry>, Error>),
    SearchLeft,
    Listed(Act),
    Deeper,
    Shallower,
    DetailsRead(CodeEntry, Result<Details, Error>),
    RangeRead(String, Result<Vec<CodeNote>, Error>),
    FavoritePressed,
    FavoriteSet(CodeEntry, Result<Option<u16>, Error>),
    /// Scrolls the panel by so many pixels.
    NotesScrolled(f32),
}

impl Codes {
    pub fn new(context: &Context) -> (Self, Task<Message>) {
        let mut shelves = Choice::new("codes-shelves", "Codes", SHELVES);
        shelves.set(Some(Shelf::Diagnoses));
        let mut screen = Self {
            shelf: Shelf::Diagnoses,
            shelves,
            search: Field::new(SEARCH, "Search all sets", Text::plain())
                .hint("Words in any order, or the beginning of a code"),
            serial: 0,
            found: None,
            tree: Tree::default(),
            sets: HashMap::new(),
            favorites: Vec::new(),
            order: Vec::new(),
            selection: Selection::default(),
            wanted: None,
            details: None,
            today: context.today,
        };
        screen.tree.set_categories(Vec::new());
        let Some(database) = context.database() else {
            return (screen, Task::none());
        };
        let categories = Task::perform(
            acts::branch(database.clone(), None, context.today),
            Message::CategoriesRead,
        );
        let favorites = Task::perform(
            acts::favorites(database, context.today),
            Message::FavoritesRead,
        );
        let tasks = [app::focus_on(SEARCH), categories, favorites];
        (screen, Task::batch(tasks))
    }

    /// The list in sight where it is no tree: what was found, a set, the favorites.
    fn flat(&self) -> Option<Vec<&CodeEntry>> {
        match (&self.found, self.shelf) {
            (Some(found), _) => Some(found.iter().collect()),
            (None, Shelf::Diagnoses) => None,
            (None, Shelf::Set(system)) => {
                Some(self.sets.get(&system).into_iter().flatten().collect())
            }
            (None, Shelf::Favorites) => {
                Some(self.favorites.iter().map(|(_, entry)| entry).collect())
            }
        }
    }

    fn count(&self) -> usize {
        if self.is_tree() {
            self.tree.rows().len()
        } else {
            self.order.len()
        }
    }

    fn is_tree(&self) -> bool {
        self.found.is_none() && self.shelf == Shelf::Diagnoses
    }

    /// The code in a row of a flat list.
    fn entry(&self, row: usize) -> Option<&CodeEntry> {
        let place = *self.order.get(row)?;
        match (&self.found, self.shelf) {
            (Some(found), _) => found.get(place),
            (None, Shelf::Diagnoses) => None,
            (None, Shelf::Set(system)) => self.sets.get(&system)?.get(place),
            (None, Shelf::Favorites) => self.favorites.get(place).map(|(_, entry)| entry),
        }
    }

    fn node(&self) -> Option<Node> {
        let row = self.selection.row?;
        if self.is_tree() {
            self.tree.rows().get(row).map(|row| row.node.clone())
        } else {
            self.entry(row).cloned().map(Node::Code)
        }
    }

    fn slot(&self, entry: &CodeEntry) -> Option<i64> {
        self.favorites
            .iter()
            .find(|(_, favorite)| favorite.system == entry.system && favorite.code == entry.code)
            .map(|(slot, _)| *slot)
    }

    /// Puts the rows of a flat list in order and selects one.
    fn lay_out(&mut self) {
        let mut order: Vec<usize> = (0..self.flat().map_or(0, |flat| flat.len())).collect();
        if let (Some(sort), Some(flat)) = (self.selection.sort, self.flat()) {
            let Sort {
                column,
                is_descending,
            } = sort;
            order.sort_by(|one, other| {
                let key = |place: &usize| {
                    let entry = flat[*place];
                    match column {
                        0 => entry.code.clone(),
                        1 => entry.long.to_lowercase(),
                        _ => entry.system.tag().to_owned(),
                    }
                };
                let compared = key(one).cmp(&key(other));
                if is_descending {
                    compared.reverse()
                } else {
                    compared
                }
            });
        }
        self.order = order;
        let count = self.count();
        self.selection.row = match self.selection.row {
            Some(row) if row < count => Some(row),
            _ => (count > 0).then_some(0),
        };
    }

    /// Reads what the panel shows of the selected row.
    fn read_details(&mut self, context: &Context) -> Task<Message> {
        let (Some(node), Some(database)) = (self.node(), context.database()) else {
            self.details = None;
            return Task::none();
        };
        match node {
            Node::Code(entry) => Task::perform(
                acts::details(database, entry.system, entry.code.clone()),
                move |details| Message::DetailsRead(entry.clone(), details),
            ),
            Node::Chapter(chapter) => {
                let range = chapter.run.range();
                self.details = Some(Shown::Range(node, Vec::new()));
                Task::perform(
                    acts::notes_of_range(database, range.clone()),
                    move |notes| Message::RangeRead(range.clone(), notes),
                )
            }
            Node::Block(block) => {
                let range = block.range();
                self.details = Some(Shown::Range(node, Vec::new()));
                Task::perform(
                    acts::notes_of_range(database, range.clone()),
                    move |notes| Message::RangeRead(range.clone(), notes),
                )
            }
        }
    }

    /// Reads what stands below a heading.
    fn read_below(&self, heading: String, context: &Context) -> Task<Message> {
        let (Some(database), Ok(code)) = (context.database(), DiagnosisCode::parse(&heading))
        else {
            return Task::none();
        };
        Task::perform(
            acts::branch(database, Some(code), context.today),
            move |branch| Message::BelowRead(heading.clone(), branch),
        )
    }

    /// Reads the set of the shelf where that was not done yet.
    fn read_shelf(&self, context: &Context) -> Task<Message> {
        match (self.shelf, context.database()) {
            (Shelf::Set(system), Some(database)) if !self.sets.contains_key(&system) => {
                Task::perform(acts::all(database, system, context.today), move |entries| {
                    Message::SetRead(system, entries)
                })
            }
            _ => Task::none(),
        }
    }

    /// Opens or closes a heading, or shows a code that was found where it stands in the tree.
    fn open(&mut self, row: usize, context: &Context) -> Task<Message> {
        if self.is_tree() {
            let is_open = self.tree.rows().get(row).is_some_and(|row| row.is_open);
            return self.set_open(row, !is_open, context);
        }
        let Some(entry) = self.entry(row) else {
            return Task::none();
        };
        let Ok(code) = DiagnosisCode::parse(&entry.code) else {
            return Task::none();
        };
        if entry.system != CodeSystem::Icd10Cm {
            return Task::none();
        }
        self.found = None;
        self.serial += 1;
        self.search.set_text("");
        self.shelf = Shelf::Diagnoses;
        self.shelves.set(Some(Shelf::Diagnoses));
        self.wanted = Some(code.as_str().to_owned());
        let missing = self.tree.open_to(&code);
        let reads: Vec<_> = missing
            .into_iter()
            .map(|heading| self.read_below(heading, context))
            .collect();
        self.select_wanted();
        Task::batch([
            app::focus_on(LIST),
            Task::batch(reads),
            self.read_details(context),
        ])
    }

    fn select_wanted(&mut self) {
        let row = self.wanted.as_ref().and_then(|code| self.tree.row_of(code));
        if row.is_some() {
            self.selection.row = row;
            self.wanted = None;
        }
    }

    fn set_open(&mut self, row: usize, is_open: bool, context: &Context) -> Task<Message> {
        match self.tree.set_open(row, is_open) {
            Some(heading) => self.read_below(heading, context),
            None => Task::none(),
        }
    }

    fn deeper(&mut self, context: &Context) -> Task<Message> {
        let Some(row) = self.selection.row else {
            return Task::none();
        };
        if !self.is_tree() {
            return self.open(row, context);
        }
        match self.tree.rows().get(row) {
            Some(at) if at.is_open => {
                self.selection.row = Some((row + 1).min(self.tree.rows().len() - 1));
                self.read_details(context)
            }
            Some(_) => self.set_open(row, true, context),
            None => Task::none(),
        }
    }

    fn shallower(&mut self, context: &Context) -> Task<Message> {
        let Some(row) = self.selection.row.filter(|_| self.is_tree()) else {
            return Task::none();
        };
        if self.tree.rows().get(row).is_some_and(|row| row.is_open) {
            return self.set_open(row, false, context);
        }
        if let Some(above) = self.tree.above(row) {
            self.selection.row = Some(above);
        }
        self.read_details(context)
    }

    fn read_favorites(&self, context: &Context) -> Task<Message> {
        context.database().map_or_else(Task::none, |database| {
            Task::perform(
                acts::favorites(database, context.today),
                Message::FavoritesRead,
            )
        })
    }

    fn searched(&mut self, context: &Context) -> Task<Message> {
        self.serial += 1;
        let text = self.search.text().trim().to_owned();
        if text.is_empty() {
            self.found = None;
            self.selection.row = None;
            self.lay_out();
            return self.read_details(context);
        }
        let serial = self.serial;
        context.database().map_or_else(Task::none, |database| {
            Task::perform(acts::find(database, text, context.today), move |found| {
                Message::Found(serial, found)
            })
        })
    }
}

impl Screen for Codes {
    type Message = Message;

    fn title(&self) -> String {
        "Codes".to_owned()
    }

    fn primary(&self) -> Option<Binding<Message>> {
        Some(Binding::new(
            Stroke::sign('f'),
            "Favorite on or off",
            Message::FavoritePressed,
        ))
    }

    fn bindings(&self) -> Vec<Binding<Message>> {
        let mut bindings = vec![
            Binding::new(Stroke::sign('/'), "Search", Message::SearchPressed),
            Binding::new(
                Stroke::named(Named::ArrowRight),
                "Open the heading",
                Message::Deeper,
            )
            .unshown(),
            Binding::new(
                Stroke::named(Named::ArrowLeft),
                "Close the heading, go to the one above",
                Message::Shallower,
            )
            .unshown(),
        ];
        for ((shelf, word), digit) in SHELVES.iter().zip('1'..) {
            bindings.push(
                Binding::new(Stroke::sign(digit), word, Message::ShelfChosen(*shelf)).unshown(),
            );
        }
        bindings
    }

    fn back(&self) -> Option<Message> {
        self.found.is_some().then_some(Message::SearchLeft)
    }

    fn resumed(&self) -> Option<Message> {
        Some(Message::Resumed)
    }

    fn has_changes(&self) -> bool {
        false
    }

    fn update(&mut self, message: Message, context: &Context) -> Action<Message> {
        let task = match message {
            Message::Resumed => {
                self.sets.clear();
                Task::batch([self.read_shelf(context), self.read_favorites(context)])
            }
            Message::CategoriesRead(Ok(branch)) => {
                self.tree.set_categories(branch.children);
                self.lay_out();
                self.read_details(context)
            }
            Message::BelowRead(heading, Ok(branch)) => {
                self.tree.set_below(heading, branch.children);
                let is_wanted = self.wanted.is_some();
                self.select_wanted();
                if is_wanted && self.wanted.is_none() {
                    self.read_details(context)
                } else {
                    Task::none()
                }
            }
            // A heading without a category of its own has nothing to show, as when it ended.
            Message::BelowRead(heading, Err(_)) => {
                self.tree.set_below(heading, Vec::new());
                Task::none()
            }
            Message::SetRead(system, Ok(entries)) => {
                let _ = self.sets.insert(system, entries);
                self.lay_out();
                self.read_details(context)
            }
            Message::FavoritesRead(Ok(favorites)) => {
                self.favorites = favorites;
                if self.shelf == Shelf::Favorites {
                    self.lay_out();
                }
                Task::none()
            }
            Message::CategoriesRead(Err(error))
            | Message::SetRead(_, Err(error))
            | Message::FavoritesRead(Err(error))
            | Message::Found(_, Err(error))
            | Message::DetailsRead(_, Err(error))
            | Message::RangeRead(_, Err(error))
            | Message::FavoriteSet(_, Err(error)) => return Action::failed(&error, context),
            Message::ShelfChosen(shelf) => {
                self.shelf = shelf;
                self.shelves.set(Some(shelf));
                self.found = None;
                self.serial += 1;
                self.search.set_text("");
                self.selection = Selection::default();
                self.lay_out();
                let read = self.read_shelf(context);
                Task::batch([read, self.read_details(context)])
            }
            Message::SearchPressed => app::focus_on(SEARCH),
            Message::SearchEdited(edit) => {
                let is_typed = matches!(edit, form::Edit::Typed(_));
                self.search.update(edit);
                if is_typed {
                    self.searched(context)
                } else {
                    Task::none()
                }
            }
            Message::Found(serial, Ok(found)) => {
                if serial != self.serial {
                    return Action::none();
                }
                self.found = Some(found);
                self.selection = Selection::default();
                self.lay_out();
                self.read_details(context)
            }
            Message::SearchLeft => {
                self.search.set_text("");
                let task = self.searched(context);
                Task::batch([task, app::focus_on(SEARCH)])
            }
            Message::Listed(act) => {
                self.selection.apply(act);
                match act {
                    Act::Sorted(_) => {
                        self.lay_out();
                        self.read_details(context)
                    }
                    Act::Selected(_) => self.read_details(context),
                    Act::Opened(row) => {
                        let read = self.read_details(context);
                        Task::batch([read, self.open(row, context)])
                    }
                }
            }
            Message::Deeper => self.deeper(context),
            Message::Shallower => self.shallower(context),
            Message::DetailsRead(entry, Ok(details)) => {
                // Another row may be selected by now.
                if self.node() == Some(Node::Code(entry.clone())) {
                    self.details = Some(Shown::Code(entry, details));
                }
                operation::scroll_to(NOTES, AbsoluteOffset { x: 0.0, y: 0.0 })
            }
            Message::RangeRead(range, Ok(notes)) => {
                if let Some(Shown::Range(node, shown)) = &mut self.details {
                    let is_same = match node {
                        Node::Chapter(chapter) => chapter.run.range() == range,
                        Node::Block(block) => block.range() == range,
                        Node::Code(_) => false,
                    };
                    if is_same {
                        *shown = notes;
                    }
                }
                Task::none()
            }
            Message::FavoritePressed => match (self.node(), context.database()) {
                (Some(Node::Code(entry)), Some(database)) => Task::perform(
                    acts::toggle_favorite(database, entry.system, entry.code.clone()),
                    move |slot| Message::FavoriteSet(entry.clone(), slot),
                ),
                _ => Task::none(),
            },
            Message::FavoriteSet(entry, Ok(slot)) => {
                let words = match slot {
                    Some(slot) => format!(
                        "{} is favorite {slot} of its set now; /{slot} takes it in a visit.",
                        entry.shown_code()
                    ),
                    None => format!("{} is no favorite any more.", entry.shown_code()),
                };
                let again = self.read_favorites(context);
                let details = self.read_details(context);
                return Action::run(Task::batch([again, details]))
                    .and(Request::Notify(Notice::done(words)));
            }
            Message::NotesScrolled(by) => {
                operation::scroll_by(NOTES, AbsoluteOffset { x: 0.0, y: by })
            }
        };
        Action::run(task)
    }

    fn view<'a>(&'a self, _context: &'a Context) -> Element<'a, Message> {
        view::screen(self)
    }
}
