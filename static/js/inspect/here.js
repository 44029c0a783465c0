// Where the person is, as the device tells it.

import { t } from "../ui/messages.js";

const OPTIONS = { enableHighAccuracy: true, timeout: 20000, maximumAge: 5000 };

export class Here {
  #watch = null;
  #handlers = [];
  place = null;
  accuracy_m = null;

  onChange(handler) {
    this.#handlers.push(handler);
  }

  get following() {
    return this.#watch != null;
  }

  // Resolves with the first position; from then on every new one is told.
  follow() {
    if (!("geolocation" in navigator)) return Promise.reject(new Error(t(ADVICE.none)));
    this.stop();
    return new Promise((resolve, reject) => {
      this.#watch = navigator.geolocation.watchPosition(
        ({ coords }) => {
          this.place = [coords.longitude, coords.latitude];
          this.accuracy_m = coords.accuracy;
          for (const handler of this.#handlers) handler(this);
          resolve(this);
        },
        (error) => {
          if (this.place == null) this.stop();
          reject(new Error(t(advice(error))));
        },
        OPTIONS,
      );
    });
  }

  stop() {
    if (this.#watch != null) navigator.geolocation.clearWatch(this.#watch);
    this.#watch = null;
  }
}

const ADVICE = {
  none: "This browser tells no position; distances are from the middle of the map.",
  insecure:
    "The position is only told over HTTPS; ask the administrator. Distances are from the middle of the map.",
  denied:
    "The position is blocked for this site. Allow it in the site settings beside the address, then press again. Until then distances are from the middle of the map.",
  unknown:
    "The device found no position. Go outdoors or switch location on, then press again. Until then distances are from the middle of the map.",
};

function advice(error) {
  if (error.code !== error.PERMISSION_DENIED) return ADVICE.unknown;
  return window.isSecureContext ? ADVICE.denied : ADVICE.insecure;
}
