/* What the library of the sign-in leaves out: that a key did not answer, or that this browser offers none, in words.

In:  <form data-key-form> with [data-key-failed] and [data-key-lacking], both hidden; the event allauth.error of the library.
Out: one of the two shown; nothing in the console, for it is no fault of the page. */

function show(name) {
  for (const words of document.querySelectorAll("[data-key-failed], [data-key-lacking]")) words.hidden = !words.hasAttribute(name);
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  show("data-key-failed");
});

if (!window.PublicKeyCredential) {
  show("data-key-lacking");
  for (const button of document.querySelectorAll("[data-key-form] button")) button.disabled = true;
}
