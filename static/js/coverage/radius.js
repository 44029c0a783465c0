// The radius as a slider and a number that follow one another; the slider's scale is logarithmic.

export class Radius {
  #slider;
  #number;
  #least;
  #most;

  // onChange(radius_m) is told while a person moves or types; the page waits before it asks.
  constructor(form, [least, most], onChange) {
    this.#slider = form.elements.slider;
    this.#number = form.elements.radius_m;
    [this.#least, this.#most] = [least, most];
    this.#slider.addEventListener("input", () => {
      this.show(this.#fromSlider());
      onChange(this.value);
    });
    this.#number.addEventListener("input", () => {
      if (!this.#number.validity.valid || !this.#number.value) return;
      this.#place(this.value);
      onChange(this.value);
    });
  }

  get value() {
    return Number(this.#number.value);
  }

  show(radius_m) {
    this.#number.value = radius_m;
    this.#place(radius_m);
  }

  #place(radius_m) {
    const share = Math.log(radius_m / this.#least) / Math.log(this.#most / this.#least);
    this.#slider.value = 100 * share;
    this.#slider.setAttribute("aria-valuetext", `${radius_m} m`);
  }

  // Round figures: nobody means 147 m when they drag.
  #fromSlider() {
    const raw = this.#least * (this.#most / this.#least) ** (this.#slider.value / 100);
    const step = raw < 100 ? 5 : raw < 400 ? 10 : 50;
    return Math.min(this.#most, Math.max(this.#least, Math.round(raw / step) * step));
  }
}
