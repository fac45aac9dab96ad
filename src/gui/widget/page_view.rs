//! A page as it will print, from the same items that the PDF is made of; a click finds the field.

use std::collections::BTreeMap;
use std::sync::Arc;

use iced::advanced::graphics::geometry::{self, Frame, Path, Stroke, stroke};
use iced::advanced::text::{self, Paragraph as _, Shaping, Wrapping};
use iced::advanced::widget::operation::Operation;
use iced::advanced::widget::{Tree, tree};
use iced::advanced::{Clipboard, Layout, Shell, Text, Widget, image, layout, mouse, renderer};
use iced::{
    Color, Element, Event, Length, Pixels, Point, Rectangle, Renderer, Size, Theme, Vector,
    alignment,
};

use super::ellipsis::Paragraph;
use crate::documents::image::Image;
use crate::documents::page::{self, ImageId, Item, Origin, Page};
use crate::gui::font;
use crate::gui::theme::{self, Palette};

/// Where a field stands on a page, in points from its corner.
#[derive(Debug, Clone, PartialEq)]
pub struct Area {
    pub origin: Origin,
    pub bounds: Rectangle,
}

type OnPick<'a, Message> = Box<dyn Fn(Origin) -> Message + 'a>;

/// The pictures of a document.
type Images = BTreeMap<ImageId, Arc<Image>>;

/// A page on the screen.
pub struct PageView<'a, Message> {
    page: &'a Page,
    images: Option<&'a Images>,
    zoom: f32,
    areas: Vec<Area>,
    highlight: Option<Origin>,
    on_pick: Option<OnPick<'a, Message>>,
}

/// Shows `page` as wide as there is room, times `zoom`.
pub fn page_view<'a, Message>(page: &'a Page, zoom: f32) -> PageView<'a, Message> {
    PageView {
        page,
        images: None,
        zoom,
        areas: Vec::new(),
        highlight: None,
        on_pick: None,
    }
}

impl<'a, Message> PageView<'a, Message> {
    /// The pictures that the page names: its document's `images`.
    pub fn images(self, images: &'a Images) -> Self {
        Self {
            images: Some(images),
            ..self
        }
    }

    /// The places of the page's fields, so that an empty one can be picked and highlighted too.
    /// Without them a field is where its text is.
    pub fn areas(self, areas: Vec<Area>) -> Self {
        Self { areas, ..self }
    }

    /// Marks one field.
    pub fn highlight(self, highlight: Option<Origin>) -> Self {
        Self { highlight, ..self }
    }

    /// What a click on a field does.
    pub fn on_pick(mut self, on_pick: impl Fn(Origin) -> Message + 'a) -> Self {
        self.on_pick = Some(Box::new(on_pick));
        self
    }

    /// The field at a point of the page.
    fn field_at(&self, at: Point) -> Option<Origin> {
        let by_area = self.areas.iter().find(|area| area.bounds.contains(at));
        by_area.map(|area| area.origin.clone()).or_else(|| {
            self.page
                .texts()
                .filter(|text| ink(text).contains(at))
                .find_map(|text| text.origin.clone())
        })
    }

    /// The places to mark.
    fn marked(&self) -> Vec<Rectangle> {
        let Some(origin) = &self.highlight else {
            return Vec::new();
        };
        let areas: Vec<_> = self
            .areas
            .iter()
            .filter(|area| area.origin == *origin)
            .map(|area| area.bounds)
            .collect();
        if !areas.is_empty() {
            return areas;
        }
        self.page
            .texts()
            .filter(|text| text.origin.as_ref() == Some(origin))
            .map(|text| ink(text).expand(2.0))
            .collect()
    }
}

/// Roughly the ink of a level text.
fn ink(text: &page::Text) -> Rectangle {
    Rectangle {
        x: text.x,
        y: text.y - text.size * 0.8,
        width: text.width(),
        height: text.size,
    }
}

/// A text as shaped for the scale in use: where it stands, in logical pixels from the corner.
struct Run {
    at: Point,
    color: Color,
    paragraph: Paragraph,
}

/// A picture as scaled for the scale in use, in logical pixels from the corner.
struct Shown {
    place: Rectangle,
    picture: image::Handle,
}

impl Shown {
    /// A picture with two pixels for each logical one, enough for a sharp screen, or as many as it
    /// has; and no fewer than one, since iced_tiny_skia 0.14.1 places by whole pixels of the picture.
    fn new(picture: &page::Picture, image: &Image, scale: f32) -> Self {
        let pixels = |points: f32, own: u32| {
            let logical = (points * scale).ceil().clamp(1.0, 4_000.0) as u32;
            own.clamp(logical, 2 * logical)
        };
        let across = pixels(picture.width, image.width());
        let down = pixels(picture.height, image.height());
        Self {
            place: Rectangle {
                x: picture.x,
                y: picture.y,
                width: picture.width,
                height: picture.height,
            } * scale,
            picture: image::Handle::from_rgba(across, down, image.rgba(across, down)),
        }
    }
}

struct State {
    /// What was shaped, with how many pictures at hand, and at how many pixels a point.
    page: Option<Page>,
    n_images: usize,
    scale: f32,
    runs: Vec<Run>,
    pictures: Vec<Shown>,
    art: geometry::Cache<Renderer>,
}

impl State {
    fn shape(&mut self, page: &Page, images: Option<&Images>, scale: f32) {
        let n_images = images.map_or(0, Images::len);
        if self.page.as_ref() == Some(page) && self.n_images == n_images && self.scale == scale {
            return;
        }
        self.pictures = page
            .pictures()
            .filter_map(|it| Some(Shown::new(it, images?.get(&it.image)?, scale)))
            .collect();
        self.page = Some(page.clone());
        self.n_images = n_images;
        self.scale = scale;
        self.art.clear();
        self.runs = items(page)
            .filter_map(|item| match item {
                Item::Text(text) if is_plain(text) => Some(shape_run(text, scale)),
                _ => None,
            })
            .collect();
    }
}

/// Everything on a page, what stands behind first.
fn items(page: &Page) -> impl Iterator<Item = &Item> {
    let behind = page.backdrop.map(page::Backdrop::items).unwrap_or_default();
    behind.iter().chain(&page.items)
}

/// Whether the text engine draws a text as the page says; what is stretched, spaced or turned is
/// drawn as outlines.
fn is_plain(text: &page::Text) -> bool {
    text.tracking == 0.0 && text.stretch == 100.0 && text.turn == 0
}

fn color_of(color: page::Color) -> Color {
    Color::from_rgb8(color.0, color.1, color.2)
}

fn shape_text(text: &str, face: crate::documents::font::Face, size: f32) -> Paragraph {
    Paragraph::with_text(Text {
        content: text,
        bounds: Size::INFINITE,
        size: Pixels(size.max(0.1)),
        line_height: text::LineHeight::default(),
        font: font::of_document(face),
        align_x: text::Alignment::Left,
        align_y: alignment::Vertical::Top,
        shaping: Shaping::Basic,
        wrapping: Wrapping::None,
    })
}

/// How far the baseline of a shaped line lies below its top.
fn baseline(paragraph: &Paragraph) -> f32 {
    paragraph
        .buffer()
        .layout_runs()
        .next()
        .map_or(0.0, |run| run.line_y)
}

fn shape_run(text: &page::Text, scale: f32) -> Run {
    let paragraph = shape_text(&text.drawn(), text.face, text.size * scale);
    Run {
        at: Point::new(text.x * scale, text.y * scale - baseline(&paragraph)),
        color: color_of(text.color),
        paragraph,
    }
}

/// Draws lines, rectangles and the texts that the text engine cannot draw, in points.
fn draw_art(frame: &mut Frame<Renderer>, page: &Page, scale: f32) {
    frame.scale(scale);
    for item in items(page) {
        match item {
            Item::Rectangle(rectangle) => {
                let at = Point::new(rectangle.x, rectangle.y);
                let size = Size::new(rectangle.width, rectangle.height);
                if let Some(fill) = rectangle.fill {
                    frame.fill_rectangle(at, size, color_of(fill));
                }
                if let Some((width, color)) = rectangle.outline {
                    frame.stroke(&Path::rectangle(at, size), solid(width, color));
                }
            }
            Item::Line(line) => {
                let [start, end] = line.ends;
                let path = Path::line(Point::new(start.0, start.1), Point::new(end.0, end.1));
                let dash = line.dash.map(|(dash, gap)| [dash, gap]);
                let dash = dash.as_ref().map(<[f32; 2]>::as_slice).unwrap_or_default();
                frame.stroke(
                    &path,
                    Stroke {
                        line_dash: stroke::LineDash {
                            segments: dash,
                            offset: 0,
                        },
                        ..solid(line.width, line.color)
                    },
                );
            }
            Item::Text(text) if !is_plain(text) => draw_outlines(frame, text),
            Item::Text(_) | Item::Picture(_) => {}
        }
    }
}

fn solid<'a>(width: f32, color: page::Color) -> Stroke<'a> {
    Stroke::default()
        .with_width(width)
        .with_color(color_of(color))
}

fn draw_outlines(frame: &mut Frame<Renderer>, text: &page::Text) {
    frame.with_save(|frame| {
        frame.translate(Vector::new(text.x, text.y));
        frame.rotate(iced::Degrees(-f32::from(text.turn)));
        frame.scale_nonuniform(Vector::new(text.stretch / 100.0, 1.0));
        let mut x = 0.0;
        for character in text.drawn().chars() {
            let mut letters = [0; 4];
            let letter: &str = character.encode_utf8(&mut letters);
            let drawn = shape_text(letter, text.face, text.size);
            let outline = geometry::Text {
                content: letter.to_owned(),
                position: Point::new(x, -baseline(&drawn)),
                color: color_of(text.color),
                size: Pixels(text.size),
                font: font::of_document(text.face),
                shaping: Shaping::Basic,
                ..geometry::Text::default()
            };
            outline.draw_with(|path, color| frame.fill(&path, color));
            // What `advance` gives is stretched already.
            x += text.advance(character) * 100.0 / text.stretch;
        }
    });
}

impl<Message> Widget<Message, Theme, Renderer> for PageView<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State {
            page: None,
            n_images: 0,
            scale: 0.0,
            runs: Vec::new(),
            pictures: Vec::new(),
            art: geometry::Cache::new(),
        })
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Shrink)
    }

    fn layout(
        &mut self,
        tree: &mut Tree,
        _renderer: &Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        let room = limits.max().width;
        // In a pane that scrolls sideways there is no width to fill.
        let room = if room.is_finite() {
            room
        } else {
            self.page.width
        };
        let scale = (room * self.zoom / self.page.width).clamp(0.05, 8.0);
        let state = tree.state.downcast_mut::<State>();
        state.shape(self.page, self.images, scale);
        layout::Node::new(Size::new(self.page.width * scale, self.page.height * scale))
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        _renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        let scale = tree.state.downcast_ref::<State>().scale;
        let corner = Vector::new(layout.position().x, layout.position().y);
        for text in self.page.texts() {
            operation.text(None, ink(text) * scale + corner, &text.text);
        }
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _renderer: &Renderer,
        _clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        _viewport: &Rectangle,
    ) {
        let Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)) = event else {
            return;
        };
        let state = tree.state.downcast_ref::<State>();
        if let (Some(at), Some(on_pick)) = (cursor.position_in(layout.bounds()), &self.on_pick)
            && let Some(origin) = self.field_at(Point::new(at.x / state.scale, at.y / state.scale))
        {
            shell.publish(on_pick(origin));
            shell.capture_event();
        }
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _viewport: &Rectangle,
        _renderer: &Renderer,
    ) -> mouse::Interaction {
        let state = tree.state.downcast_ref::<State>();
        let field = cursor
            .position_in(layout.bounds())
            .filter(|_| self.on_pick.is_some())
            .and_then(|at| self.field_at(Point::new(at.x / state.scale, at.y / state.scale)));
        if field.is_some() {
            mouse::Interaction::Pointer
        } else {
            mouse::Interaction::None
        }
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        _style: &renderer::Style,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        use iced::advanced::Renderer as _;
        use iced::advanced::graphics::geometry::Renderer as _;
        use iced::advanced::image::Renderer as _;
        use iced::advanced::text::Renderer as _;

        let state = tree.state.downcast_ref::<State>();
        let palette = Palette::of(theme);
        let bounds = layout.bounds();
        let corner = Vector::new(bounds.x, bounds.y);
        let Some(clip) = bounds.intersection(viewport) else {
            return;
        };
        // One layer for the whole page, so that no part of it has to be clipped by itself.
        renderer.with_layer(clip, |renderer| {
            // Paper is white in the dark as well: this is the print.
            renderer.fill_quad(
                renderer::Quad {
                    bounds,
                    border: theme::outline(palette.hairline).rounded(1.0),
                    ..renderer::Quad::default()
                },
                Color::WHITE,
            );
            // The ring is rounder than half its width: iced_tiny_skia 0.14.1 draws a sharper one with
            // two edges only once the window is scaled.
            for place in self.marked() {
                renderer.fill_quad(
                    renderer::Quad {
                        bounds: place * state.scale + corner,
                        border: theme::ring(&theme::LIGHT).rounded(2.0),
                        ..renderer::Quad::default()
                    },
                    theme::LIGHT.tint(0.2),
                );
            }
            let art = state.art.draw(renderer, bounds.size(), |frame| {
                draw_art(frame, self.page, state.scale);
            });
            renderer.with_translation(corner, |renderer| renderer.draw_geometry(art));
            for shown in &state.pictures {
                let picture = image::Image::new(&shown.picture);
                renderer.draw_image(picture, shown.place + corner, clip);
            }
            for run in &state.runs {
                let at = run.at + corner;
                let reach = Rectangle::new(at, run.paragraph.min_bounds());
                if clip.intersects(&reach) {
                    renderer.fill_paragraph(&run.paragraph, at, run.color, reach.expand(2.0));
                }
            }
        });
    }
}

impl<'a, Message: 'a> From<PageView<'a, Message>> for Element<'a, Message> {
    fn from(view: PageView<'a, Message>) -> Self {
        Element::new(view)
    }
}
