"""Make the pictures of the README from the running application: `python docs/pictures.py URL`.

Sign-in names and passwords are those of the demonstration district.
"""

import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).resolve().parent / "images"
PASSWORDS = {
    "dispatcher": "dispatch-demo",
    "planner": "planner-demo",
    "inspector": "inspect-demo",
}
#: File, who, address, width, height.
SHOTS = (
    ("dispatch.png", "dispatcher", "/dispatch", 1440, 860),
    ("plan.png", "planner", "/plan", 1440, 860),
    ("coverage.png", "planner", "/coverage", 1440, 860),
    ("inspect.png", "inspector", "/inspect?layer=hydrants&code=H-0231", 390, 780),
)


def sign_in(page: Page, role: str) -> None:
    """Sign in under a role of the demonstration district."""
    page.goto("/sign-in")
    page.fill('input[name="name"]', role)
    page.fill('input[name="password"]', PASSWORDS[role])
    page.click("form.card button")
    page.wait_for_url(lambda url: "/sign-in" not in url)


def main(url: str) -> None:
    """Take every picture, in English, in 128 colours so that the repository stays small."""
    HERE.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        for name, role, path, width, height in SHOTS:
            context = browser.new_context(
                base_url=url, viewport={"width": width, "height": height}, locale="en-GB"
            )
            page = context.new_page()
            sign_in(page, role)
            page.goto(path)
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(800)
            picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
            picture.quantize(128).save(HERE / name, optimize=True)
            context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
