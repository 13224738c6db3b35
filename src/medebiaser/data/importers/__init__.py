"""Tables, known layouts, images, regions and annotations that come from elsewhere."""
