// Paper is finer than a screen: the map's canvases are drawn with two dots for each CSS pixel.
// This runs before the map's library, which looks at the ratio once.
Object.defineProperty(window, "devicePixelRatio", { value: 2, configurable: true });
