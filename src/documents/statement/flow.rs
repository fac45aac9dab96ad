//! Blocks under one another, over as many pages as they take.

use crate::documents::page::{LETTER, Page};

use super::block::Block;
use super::{MARGIN, NEXT_BOTTOM, NEXT_TOP};

/// Pages being filled.
pub struct Flow {
    done: Vec<Page>,
    page: Page,
    /// The top of the next block.
    y: f32,
    /// Where the blocks of this page end.
    bottom: f32,
    /// What stands at the head of every following page.
    head: Block,
    /// What is said again on a page in the middle of something: the titles of columns.
    repeated: Option<Block>,
}

impl Flow {
    /// Blocks begin on `page` at `y` and end at `bottom` there.
    pub fn new(page: Page, y: f32, bottom: f32, head: Block) -> Self {
        Self {
            done: Vec::new(),
            page,
            y,
            bottom,
            head,
            repeated: None,
        }
    }

    /// What the next pages begin with, under their head.
    pub fn repeat(&mut self, block: Option<Block>) {
        self.repeated = block;
    }

    /// The block, on the next page where this one has no room for it.
    pub fn put(&mut self, block: Block) {
        self.put_before(block, 0.0);
    }

    /// The block and room for so much that must stand on its page.
    pub fn put_before(&mut self, block: Block, following: f32) {
        let begun =
            NEXT_TOP + self.head.height + self.repeated.as_ref().map_or(0.0, |it| it.height);
        let whole = NEXT_BOTTOM - begun;
        let wanted = (block.height + following).min(whole.max(block.height));
        if self.y + wanted > self.bottom && self.y > begun + 0.1 {
            self.turn();
        }
        let mut rest = block;
        // Only a block that fills more than a page is cut.
        while self.y + rest.height > self.bottom + 0.1 {
            let room = self.bottom - self.y;
            let (first, after) = rest.cut(room);
            if first.items.is_empty() {
                rest = after;
                break;
            }
            self.place(&first);
            rest = after;
            self.turn();
        }
        self.place(&rest);
    }

    fn place(&mut self, block: &Block) {
        self.page.items.extend(block.at(MARGIN, self.y));
        self.y += block.height;
    }

    fn turn(&mut self) {
        let full = std::mem::replace(&mut self.page, Page::letter());
        self.done.push(full);
        self.bottom = NEXT_BOTTOM;
        self.y = NEXT_TOP;
        let head = self.head.clone();
        self.place(&head);
        if let Some(repeated) = self.repeated.clone() {
            self.place(&repeated);
        }
    }

    /// The pages; nothing can be put any more.
    pub fn finish(mut self) -> Vec<Page> {
        self.done.push(self.page);
        debug_assert!(self.done.iter().all(|page| page.width == LETTER.0));
        self.done
    }
}
