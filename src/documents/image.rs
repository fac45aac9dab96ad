//! Pictures for pages, such as the logo on a letterhead, from the files that people have.

use std::io::Cursor;

use image::imageops::{self, FilterType};
use image::{
    DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Rgb,
    RgbImage,
};
use sha2::{Digest, Sha256};

use crate::documents::page::ImageId;

/// The largest file that is read, in bytes.
pub const MOST_BYTES: usize = 20 * 1024 * 1024;
/// The most pixels that a file may have on a side.
pub const MOST_PIXELS: u32 = 6_000;
/// The most pixels that are kept across: 3 in at 300 dots to the inch.
pub const MOST_ACROSS: u32 = 900;
/// The most pixels that are kept down: 1.5 in at 300 dots to the inch.
pub const MOST_DOWN: u32 = 450;

/// Why a file is no picture for a page. Says nothing of what the file shows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error(
        "The picture's file is too large: it may have 20 MB. Save the picture smaller and choose it again."
    )]
    TooLarge,
    #[error(
        "The picture has {width} by {height} pixels: at most 6,000 a side can be read. Save it smaller and choose it again."
    )]
    TooManyPixels { width: u32, height: u32 },
    #[error("The file is no PNG or JPEG picture. Save the picture as PNG or JPEG and choose that.")]
    NoPicture,
    #[error(
        "The picture's file is broken and cannot be read to its end. Save the picture anew and choose it again."
    )]
    Broken,
}

/// An opaque picture of at most 900 by 450 pixels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    id: ImageId,
    width: u32,
    height: u32,
    /// Red, green and blue of each pixel, row after row from the top.
    rgb: Vec<u8>,
}

impl Image {
    /// The picture in a PNG or JPEG file: turned as its camera noted, on white where it is
    /// transparent, and scaled down to what a letterhead can show.
    ///
    /// What `png` gave is read back as it was.
    ///
    /// # Errors
    /// When the file is too large, has too many pixels, is of another kind, or is broken.
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() > MOST_BYTES {
            return Err(Error::TooLarge);
        }
        let format = image::guess_format(bytes).map_err(|_| Error::NoPicture)?;
        if !matches!(format, ImageFormat::Png | ImageFormat::Jpeg) {
            return Err(Error::NoPicture);
        }
        let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
        // The sides are limited below, by a sentence that tells them.
        reader.no_limits();
        let mut decoder = reader.into_decoder().map_err(|_| Error::Broken)?;
        let (width, height) = decoder.dimensions();
        if width > MOST_PIXELS || height > MOST_PIXELS {
            return Err(Error::TooManyPixels { width, height });
        }
        let orientation = decoder.orientation().map_err(|_| Error::Broken)?;
        let decoded = DynamicImage::from_decoder(decoder).map_err(|_| Error::Broken)?;
        let mut flat = DynamicImage::ImageRgb8(on_white(decoded));
        flat.apply_orientation(orientation);
        Ok(Self::of(scaled_down(flat.into_rgb8())))
    }

    fn of(image: RgbImage) -> Self {
        let (width, height) = image.dimensions();
        let rgb = image.into_raw();
        let mut digest = Sha256::new();
        digest.update(width.to_be_bytes());
        digest.update(height.to_be_bytes());
        digest.update(&rgb);
        Self {
            id: ImageId::of_digest(&digest.finalize()),
            width,
            height,
            rgb,
        }
    }

    /// Pixels across.
    pub const fn width(&self) -> u32 {
        self.width
    }

    /// Pixels down.
    pub const fn height(&self) -> u32 {
        self.height
    }

    /// Red, green and blue of each pixel, row after row from the top.
    pub fn rgb(&self) -> &[u8] {
        &self.rgb
    }

    /// The picture in another size, each pixel with its opacity, for a screen.
    pub fn rgba(&self, width: u32, height: u32) -> Vec<u8> {
        let own = RgbImage::from_raw(self.width, self.height, self.rgb.clone()).unwrap_or_default();
        let sized = if (width, height) == (self.width, self.height) {
            own
        } else {
            imageops::resize(&own, width, height, FilterType::CatmullRom)
        };
        DynamicImage::ImageRgb8(sized).into_rgba8().into_raw()
    }

    /// What pages call the picture.
    pub fn id(&self) -> ImageId {
        self.id.clone()
    }

    /// The picture as a PNG file, to be kept; nothing of the file it came from but its pixels.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn png(&self) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        image::codecs::png::PngEncoder::new(&mut bytes)
            .write_image(&self.rgb, self.width, self.height, ExtendedColorType::Rgb8)
            .map_err(|_| Error::Broken)?;
        Ok(bytes)
    }
}

/// The picture as it looks on paper.
fn on_white(image: DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.into_rgb8();
    }
    let image = image.into_rgba8();
    let (width, height) = image.dimensions();
    let mut flat = RgbImage::new(width, height);
    for (to, from) in flat.pixels_mut().zip(image.pixels()) {
        let [red, green, blue, alpha] = from.0.map(u32::from);
        let over = |tone: u32| {
            let mixed = (tone * alpha + 255 * (255 - alpha) + 127) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        *to = Rgb([over(red), over(green), over(blue)]);
    }
    flat
}

fn scaled_down(image: RgbImage) -> RgbImage {
    let (width, height) = image.dimensions();
    if width <= MOST_ACROSS && height <= MOST_DOWN {
        return image;
    }
    let (width, height) = (u64::from(width), u64::from(height));
    let (across, down) = (u64::from(MOST_ACROSS), u64::from(MOST_DOWN));
    // The side that must give most decides; the other keeps the shape, to the nearest pixel.
    let (across, down) = if width * down >= height * across {
        (across, (height * across + width / 2) / width)
    } else {
        ((width * down + height / 2) / height, down)
    };
    let pixels = |figure: u64| u32::try_from(figure).unwrap_or(1).max(1);
    imageops::resize(&image, pixels(across), pixels(down), FilterType::CatmullRom)
}
