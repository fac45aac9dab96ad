//! Paints what the renderer holds as the window does: only what changed since the last frame.

use iced::{Color, Rectangle, Renderer, Size};
use iced_test::renderer::graphics::{Viewport, damage};
use iced_tiny_skia::Layer;
use tiny_skia::{Mask, Pixmap};

use almoner::gui::theme;

/// The pixels of a window and what was painted on them last.
pub struct Canvas {
    pixels: Pixmap,
    mask: Mask,
    viewport: Viewport,
    layers: Option<Vec<Layer>>,
    ground: Color,
}

impl Canvas {
    pub fn new(size: Size) -> Self {
        let (width, height) = (size.width as u32, size.height as u32);
        Self {
            pixels: Pixmap::new(width, height).unwrap(),
            mask: Mask::new(width, height).unwrap(),
            viewport: Viewport::with_physical_size(Size::new(width, height), 1.0),
            layers: None,
            ground: theme::base(&theme::light()).background_color,
        }
    }

    fn bounds(&self) -> Rectangle {
        Rectangle::with_size(self.viewport.logical_size())
    }

    /// Paints what differs from the last frame.
    pub fn paint(&mut self, renderer: &mut Renderer) {
        let bounds = self.bounds();
        let changed = match &self.layers {
            Some(last) => damage::diff(
                last,
                renderer.layers(),
                |layer| vec![layer.bounds],
                Layer::damage,
            ),
            None => vec![bounds],
        };
        if !changed.is_empty() {
            self.layers = Some(renderer.layers().to_vec());
            self.draw(renderer, &damage::group(changed, bounds));
        }
    }

    /// Paints everything.
    pub fn paint_all(&mut self, renderer: &mut Renderer) {
        let bounds = self.bounds();
        self.draw(renderer, &[bounds]);
    }

    fn draw(&mut self, renderer: &mut Renderer, damage: &[Rectangle]) {
        renderer.draw(
            &mut self.pixels.as_mut(),
            &mut self.mask,
            &self.viewport,
            damage,
            self.ground,
        );
    }
}
