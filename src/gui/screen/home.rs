//! See what waits today, and go on with what is not finished.

mod desk;
mod listing;

use iced::keyboard::key::Named;
use iced::widget::{column, container, responsive, row, scrollable, space, text};
use iced::{Alignment, Element, Length, Task, Theme};

use super::Screen;
use crate::commands::drafts::{self, DraftEntry, DraftKey};
use crate::commands::home::{self, Waiting};
use crate::commands::ledger::pending::{self, BooksWaiting};
use crate::commands::statements::{self, StatementsWaiting};
use crate::commands::{self};
use crate::domain::claim::ClaimStatus;
use crate::gui::action::{Action, Request, Route};
use crate::gui::context::Context;
use crate::gui::shortcut::{Binding, Shortcut, Stroke, stroke_of};
use crate::gui::widget::button::{Weight, action, key_cap};
use crate::gui::widget::ellipsis::line;
use crate::gui::widget::focus::focus;
use crate::gui::widget::window_list::{Act, Cell, Selection, window_list};
use crate::gui::{app, font, size, theme};
use crate::store::Database;
use desk::DeskWaiting;
use listing::Listing;

/// The list below the tiles.
pub const LIST: &str = "home-list";

/// One tile: a key, a count, and the list behind it.
struct Tile {
    id: &'static str,
    key: char,
    word: &'static str,
    /// What has to be done about it.
    work: &'static str,
    count: fn(&Home, &Waiting) -> usize,
    opens: Opens,
}

#[derive(Clone)]
enum Opens {
    /// A list of this screen.
    Here(Listing),
    Claims(ClaimStatus),
    /// A screen of the books.
    Books(Route),
}

/// The tiles, in the order of the day.
const TILES: [Tile; 14] = [
    Tile {
        id: "home-unfinished",
        key: '1',
        word: "Unfinished",
        work: "Begun and not saved",
        count: |home, _| home.drafts.len(),
        opens: Opens::Here(Listing::Drafts),
    },
    Tile {
        id: "home-errors",
        key: '2',
        word: "Claims with errors",
        work: "Put right, then print",
        count: |_, waiting| waiting.claims_with_errors.len(),
        opens: Opens::Claims(ClaimStatus::Draft),
    },
    Tile {
        id: "home-ready",
        key: '3',
        word: "Ready claims",
        work: "Print them",
        count: |_, waiting| waiting.ready_claims.len(),
        opens: Opens::Claims(ClaimStatus::Ready),
    },
    Tile {
        id: "home-printed",
        key: '4',
        word: "To be mailed",
        work: "Printed; say when mailed",
        count: |_, waiting| waiting.claims_to_mail.len(),
        opens: Opens::Claims(ClaimStatus::Printed),
    },
    Tile {
        id: "home-verify",
        key: '5',
        word: "Coverage to verify",
        work: "Ask the payer",
        count: |_, waiting| waiting.coverages_to_verify.len(),
        opens: Opens::Here(Listing::Coverages),
    },
    Tile {
        id: "home-authorizations",
        key: '6',
        word: "Authorizations",
        work: "Running out: ask for more",
        count: |_, waiting| waiting.authorizations_running_out.len(),
        opens: Opens::Here(Listing::Authorizations),
    },
    Tile {
        id: "home-drawer",
        key: '7',
        word: "Undeposited receipts",
        work: "Take them to the bank",
        count: |home, _| home.books(|books| books.undeposited.count),
        opens: Opens::Books(Route::Deposits),
    },
    Tile {
        id: "home-credits",
        key: '8',
        word: "Credits and refunds",
        work: "Apply, refund, send back",
        count: |home, _| {
            home.books(|books| {
                books.patient_credits.count
                    + books.overpaid_lines.count
                    + books.refunds_to_pay.count
                    + books.suspense.count
            })
        },
        opens: Opens::Books(Route::Credits),
    },
    Tile {
        id: "home-closing",
        key: '9',
        word: "Entries on no day sheet",
        work: "Close the day",
        count: |home, _| home.books(|books| books.off_sheet.count),
        opens: Opens::Books(Route::Closing),
    },
    Tile {
        id: "home-eobs",
        key: '0',
        word: "EOBs to post",
        work: "Payers’ money not applied",
        count: |home, _| home.books(|books| books.receipts_to_post.count),
        opens: Opens::Books(Route::Post(None)),
    },
    Tile {
        id: "home-statements",
        key: 's',
        word: "Statements due",
        work: "Print and mail them",
        count: |home, _| home.statements(|it| it.due.count),
        opens: Opens::Books(Route::Statements),
    },
    Tile {
        id: "home-collections",
        key: 'c',
        word: "Pre-collection",
        work: "Ask the doctor",
        count: |home, _| home.statements(|it| it.pre_collection.count),
        opens: Opens::Books(Route::Collections),
    },
    Tile {
        id: "home-missed",
        key: 'i',
        word: "Missed installments",
        work: "Call the patient",
        count: |home, _| home.desk.missed.len(),
        opens: Opens::Here(Listing::Missed),
    },
    Tile {
        id: "home-over",
        key: 'o',
        word: "Bills over estimate",
        work: "May be disputed",
        count: |home, _| home.desk.over.len(),
        opens: Opens::Here(Listing::Over),
    },
];

/// What the screen shows.
#[derive(Debug)]
pub struct Home {
    /// None until it is read.
    waiting: Option<Waiting>,
    books: Option<BooksWaiting>,
    /// Judged account by account, so that it comes after the rest.
    statements: Option<StatementsWaiting>,
    desk: DeskWaiting,
    drafts: Vec<DraftEntry>,
    listing: Listing,
    selection: Selection,
    /// A draft that is asked about before it goes.
    dropping: Option<DraftKey>,
}

/// What was read from the practice file.
#[derive(Debug, Clone)]
pub struct Loaded {
    waiting: Waiting,
    books: BooksWaiting,
    desk: DeskWaiting,
    drafts: Vec<DraftEntry>,
}

#[derive(Debug, Clone)]
pub enum Message {
    Loaded(Result<Box<Loaded>, commands::Error>),
    StatementsCounted(Result<StatementsWaiting, commands::Error>),
    Resumed,
    VisitPressed,
    TilePressed(usize),
    Listed(Act),
    DropPressed,
    DropAnswered(bool),
    Dropped(Result<(), commands::Error>),
}

async fn load(
    database: Database,
    today: chrono::NaiveDate,
) -> Result<Box<Loaded>, commands::Error> {
    let waiting = home::waiting(database.clone(), today).await?;
    let books = pending::waiting(database.clone(), today).await?;
    let desk = DeskWaiting::read(database.clone(), today).await?;
    let drafts = drafts::list(database).await?;
    Ok(Box::new(Loaded {
        waiting,
        books,
        desk,
        drafts,
    }))
}

impl Home {
    pub fn new(context: &Context) -> (Self, Task<Message>) {
        let screen = Self {
            waiting: None,
            books: None,
            statements: None,
            desk: DeskWaiting::default(),
            drafts: Vec::new(),
            listing: Listing::Drafts,
            selection: Selection::default(),
            dropping: None,
        };
        let task = Task::batch([screen.load(context), app::focus_on(TILES[0].id)]);
        (screen, task)
    }

    fn load(&self, context: &Context) -> Task<Message> {
        match context.database() {
            Some(database) => {
                let today = context.today;
                let counted = statements::waiting(database.clone(), today);
                Task::perform(load(database, today), Message::Loaded)
                    .chain(Task::perform(counted, Message::StatementsCounted))
            }
            None => Task::none(),
        }
    }

    /// A count of what waits in the books.
    fn books(&self, count: impl Fn(&BooksWaiting) -> usize) -> usize {
        self.books.as_ref().map_or(0, count)
    }

    /// A count of what waits among the statements.
    fn statements(&self, count: impl Fn(&StatementsWaiting) -> usize) -> usize {
        self.statements.as_ref().map_or(0, count)
    }

    /// Whether the count of a tile was read.
    fn is_known(&self, tile: &Tile) -> bool {
        let is_judged = matches!(
            tile.opens,
            Opens::Books(Route::Statements | Route::Collections)
        );
        !is_judged || self.statements.is_some()
    }

    /// How many rows the open list has.
    fn count(&self) -> usize {
        match (&self.waiting, self.listing) {
            (_, Listing::Drafts) => self.drafts.len(),
            (Some(waiting), Listing::Coverages) => waiting.coverages_to_verify.len(),
            (Some(waiting), Listing::Authorizations) => waiting.authorizations_running_out.len(),
            (_, Listing::Missed) => self.desk.missed.len(),
            (_, Listing::Over) => self.desk.over.len(),
            (None, _) => 0,
        }
    }

    /// Where a row of the open list leads.
    fn route_of(&self, row: usize) -> Option<Route> {
        let waiting = self.waiting.as_ref()?;
        Some(match self.listing {
            Listing::Drafts => listing::route_of(&self.drafts.get(row)?.key),
            Listing::Missed => self.desk.missed_route(row)?,
            Listing::Over => self.desk.over_route(row)?,
            Listing::Coverages => {
                Route::Patient(waiting.coverages_to_verify.get(row)?.patient.clone())
            }
            Listing::Authorizations => {
                Route::Patient(waiting.authorizations_running_out.get(row)?.patient.clone())
            }
        })
    }

    fn selected_draft(&self) -> Option<&DraftEntry> {
        let row = self.selection.row?;
        self.drafts
            .get(row)
            .filter(|_| self.listing == Listing::Drafts)
    }

    fn press_tile(&mut self, idx: usize) -> Action<Message> {
        let Some(tile) = TILES.get(idx) else {
            return Action::none();
        };
        match tile.opens.clone() {
            Opens::Books(route) => Action::request(Request::Open(route)),
            Opens::Claims(status) => Action::request(Request::Open(Route::Claims(Some(status)))),
            Opens::Here(listing) => {
                if self.listing != listing {
                    self.selection = Selection::default();
                }
                self.listing = listing;
                self.selection.row = self.selection.row.or((self.count() > 0).then_some(0));
                Action::run(app::focus_on(LIST))
            }
        }
    }
}

impl Screen for Home {
    type Message = Message;

    fn title(&self) -> String {
        "Home".to_owned()
    }

    fn primary(&self) -> Option<Binding<Message>> {
        Some(Binding::new(
            Stroke::sign('n'),
            "New visit",
            Message::VisitPressed,
        ))
    }

    fn bindings(&self) -> Vec<Binding<Message>> {
        if self.dropping.is_some() {
            return Vec::new();
        }
        let mut bindings: Vec<_> = TILES
            .iter()
            .enumerate()
            .map(|(idx, tile)| {
                Binding::new(Stroke::sign(tile.key), tile.word, Message::TilePressed(idx)).unshown()
            })
            .collect();
        if self.selected_draft().is_some() {
            let delete = Stroke::named(Named::Delete);
            bindings.push(Binding::new(delete, "Drop the draft", Message::DropPressed));
        }
        bindings
    }

    fn resumed(&self) -> Option<Message> {
        Some(Message::Resumed)
    }

    fn back(&self) -> Option<Message> {
        if self.dropping.is_some() {
            return Some(Message::DropAnswered(false));
        }
        (self.listing != Listing::Drafts).then_some(Message::TilePressed(0))
    }

    fn update(&mut self, message: Message, context: &Context) -> Action<Message> {
        match message {
            Message::Loaded(Ok(loaded)) => {
                self.waiting = Some(loaded.waiting);
                self.books = Some(loaded.books);
                self.desk = loaded.desk;
                self.drafts = loaded.drafts;
                let last = self.count().checked_sub(1);
                self.selection.row = self
                    .selection
                    .row
                    .zip(last)
                    .map(|(row, last)| row.min(last));
                Action::none()
            }
            Message::StatementsCounted(Ok(statements)) => {
                self.statements = Some(statements);
                Action::none()
            }
            Message::Loaded(Err(error)) | Message::StatementsCounted(Err(error)) => {
                Action::failed(&error, context)
            }
            Message::Resumed => Action::run(self.load(context)),
            Message::VisitPressed => Action::request(Request::Open(Route::Visit {
                patient: None,
                visit: None,
            })),
            Message::TilePressed(idx) => self.press_tile(idx),
            Message::Listed(act) => {
                self.selection.apply(act);
                match act {
                    Act::Opened(row) => self
                        .route_of(row)
                        .map_or_else(Action::none, |route| Action::request(Request::Open(route))),
                    Act::Selected(_) | Act::Sorted(_) => Action::none(),
                }
            }
            Message::DropPressed => {
                self.dropping = self.selected_draft().map(|entry| entry.key.clone());
                Action::none()
            }
            Message::DropAnswered(is_yes) => {
                match (self.dropping.take().filter(|_| is_yes), context.database()) {
                    (Some(key), Some(database)) => {
                        Action::run(Task::perform(drafts::drop(database, key), Message::Dropped))
                    }
                    _ => Action::none(),
                }
            }
            Message::Dropped(Ok(())) => Action::run(self.load(context)),
            Message::Dropped(Err(error)) => Action::failed(&error, context),
        }
    }

    fn dialog<'a>(&'a self, _context: &'a Context) -> Option<Element<'a, Message>> {
        let key = self.dropping.as_ref()?;
        let words = format!("Drop the draft: {}?", listing::name_of(key));
        let answers = row![
            action(
                "home-drop-keep",
                Weight::Secondary,
                "Keep the draft",
                stroke_of(Shortcut::Back),
                Some(Message::DropAnswered(false)),
            ),
            action(
                "home-drop-drop",
                Weight::Destructive,
                "Drop the draft",
                None,
                Some(Message::DropAnswered(true)),
            ),
        ]
        .spacing(size::S);
        Some(
            column![
                text(words).font(font::SEMIBOLD).size(size::HEADING),
                text("What was typed goes for good. What was saved stays as it is.")
                    .size(size::TEXT),
                answers
            ]
            .spacing(size::M)
            .into(),
        )
    }

    fn view<'a>(&'a self, context: &'a Context) -> Element<'a, Message> {
        let is_new = context.about.is_new;
        responsive(move |room| {
            let across = if room.width >= WIDE { 5 } else { 3 };
            #[allow(clippy::cast_precision_loss, reason = "a dozen tiles")]
            let down = TILES.len().div_ceil(across) as f32;
            let tiles = down * TILE + (down - 1.0) * size::M;
            let rest = room.height - 2.0 * size::XL - tiles - size::XL;
            let content = column![self.tiles(across), self.list(rest.max(LEAST_LIST), is_new)]
                .spacing(size::XL)
                .padding(size::XL);
            scrollable(content).style(theme::scroll).into()
        })
        .into()
    }
}

impl Home {
    fn tiles(&self, across: usize) -> Element<'_, Message> {
        let rows = TILES.chunks(across).enumerate().map(|(number, tiles)| {
            let tiles = tiles
                .iter()
                .enumerate()
                .map(|(idx, tile)| self.tile(across * number + idx, tile));
            // The last row has its tiles as wide as the others.
            let rest = across * (number + 1) - TILES.len().min(across * (number + 1));
            let rest = (0..rest).map(|_| space().width(Length::Fill).into());
            row(tiles.chain(rest)).spacing(size::M).into()
        });
        column(rows).spacing(size::M).into()
    }

    fn cells(&self, row: usize, waiting: &Waiting) -> Vec<Cell> {
        match self.listing {
            Listing::Missed => self.desk.missed_cells(row),
            Listing::Over => self.desk.over_cells(row),
            listing => listing.cells(row, &self.drafts, waiting),
        }
    }

    /// The open list under its title, so high altogether.
    fn list(&self, height: f32, is_new: bool) -> Element<'_, Message> {
        let empty = match &self.waiting {
            None => "",
            Some(_) if is_new => {
                "A new practice: Ctrl+1 opens the lists for payers and fees, Ctrl+3 the patients; then F3 enters the first visit."
            }
            Some(_) => self.listing.empty(),
        };
        let list = window_list(
            LIST,
            self.listing.columns(),
            self.count(),
            |row| match &self.waiting {
                Some(waiting) => self.cells(row, waiting),
                None => Vec::new(),
            },
            self.selection,
            Message::Listed,
        )
        .empty(empty);
        let title = row![
            text(self.listing.title())
                .font(font::SEMIBOLD)
                .size(size::HEADING),
            line(self.listing.hint())
                .size(size::CAPTION)
                .style(theme::muted),
        ]
        .spacing(size::M)
        .align_y(Alignment::Center);
        column![title, container(list).height(Length::Fill)]
            .spacing(size::S)
            .height(height)
            .into()
    }

    fn tile<'a>(&'a self, idx: usize, tile: &Tile) -> Element<'a, Message> {
        let count = self
            .waiting
            .as_ref()
            .filter(|_| self.is_known(tile))
            .map(|waiting| (tile.count)(self, waiting));
        let (number, style): (String, fn(&Theme) -> text::Style) = match count {
            None => ("–".to_owned(), theme::muted),
            Some(0) => ("0".to_owned(), theme::muted),
            Some(count) => (count.to_string(), theme::accent),
        };
        let number = text(number)
            .font(font::SEMIBOLD)
            .size(COUNT)
            .line_height(1.0)
            .style(style);
        let work = if count == Some(0) {
            "Nothing waits"
        } else {
            tile.work
        };
        let top = row![
            number,
            space().width(Length::Fill),
            key_cap(Stroke::sign(tile.key).to_string())
        ]
        .align_y(Alignment::Center);
        let words = column![
            line(tile.word).font(font::SEMIBOLD).size(size::TEXT),
            line(work).size(size::CAPTION).style(theme::muted),
        ]
        .spacing(2);
        let surface = container(column![top, words].spacing(size::S))
            .width(Length::Fill)
            .height(TILE)
            .padding([size::M, size::L])
            .style(theme::surface);
        let message = Message::TilePressed(idx);
        focus(tile.id, surface)
            .on_press(message.clone())
            .on_click(message)
            .into()
    }
}

/// The least width at which five tiles stand side by side; else three do.
const WIDE: f32 = 900.0;
/// The height of a tile, and the size of its count.
const TILE: f32 = 96.0;
/// The least height of the list with its title; where there is less room, the screen scrolls.
const LEAST_LIST: f32 = 6.0 * size::ROW;
const COUNT: f32 = 26.0;
